import { addSeconds } from '../../schemas/instant.js';
import type { Organization } from '../../schemas/organization.js';
import type { Role } from '../../schemas/account.js';
import type { PolicyChange } from '../../schemas/policy.js';
import type { QueueEntry } from '../../schemas/queue.js';
import { createIssueKey, createRegisterAccount } from '../../src/registry/register-account.js';
import { openDesk } from './desk.js';
import { eventually, type Answer, type Gateway } from './gateway.js';

export const approve = { decision: 'approve' };
export const sendBack = { decision: 'return', reasons: [{ code: 'wrong-fact', comment: '请核实' }] };

/** Status and code, or the state that came of it. */
export const outcome = ({ status, body }: Answer): unknown[] => [status, body.code ?? body.state];

/** A clock that goes on by itself and can be put forward. */
export function adjustableClock(): { now: () => Date; pass(seconds: number): void } {
  let ahead = 0;
  return {
    now: () => addSeconds(new Date(), ahead),
    pass: (seconds) => (ahead += seconds),
  };
}

/** The desk with what working a queue takes besides: more people, policies, claims. */
export function openReviewDesk(gateway: Gateway) {
  const { app, call } = gateway;
  const desk = openDesk(gateway);

  async function organization(id: string, kind: Organization['kind'] = 'department'): Promise<void> {
    const person = { name: '张三' };
    const createdAt = '2026-01-01T00:00:00.000+08:00';
    await app.stores.organizations.create({
      id,
      name: id,
      kind,
      responsible: person,
      liaison: person,
      createdAt,
    });
  }

  async function hire(id: string, organizationId: string, ...roles: Role[]): Promise<void> {
    const deps = { ...app.stores, now: app.now };
    await createRegisterAccount(deps)({ id, name: id, organizationId, roles });
    gateway.people[id] = (await createIssueKey(deps)(id)).apiKey;
  }

  /** Submits an item and waits until it waits for people. */
  async function waiting(fields: Record<string, unknown> = {}): Promise<string> {
    const id = await desk.submit(fields);
    await desk.inState(id, 'in-review');
    return id;
  }

  /** Acts on an item under its current version; no second try. */
  async function act(
    who: string,
    id: string,
    what: string,
    body: Record<string, unknown> = {},
  ): Promise<Answer> {
    const { version } = await desk.item(id);
    return call(who, 'POST', `/api/v1/items/${id}/${what}`, { version, ...body });
  }

  /** Writes a new policy and waits until items get it. */
  async function policy(id: string, content: Omit<PolicyChange, 'version' | 'comment'>): Promise<void> {
    const answer = await call('chief', 'PUT', `/api/v1/policies/${id}`, {
      version: 0,
      comment: '试验',
      ...content,
    });
    if (answer.status !== 200) throw new Error(`no policy: ${JSON.stringify(answer.body)}`);
    await eventually(`${id} is in force`, async () => {
      const { policies } = await app.reviewSettings();
      return policies.some((each) => each.id === id);
    });
  }

  async function queue(who: string, query = ''): Promise<QueueEntry[]> {
    const answer = await call(who, 'GET', `/api/v1/queue?limit=200${query && `&${query}`}`);
    if (answer.status !== 200) throw new Error(`no queue: ${JSON.stringify(answer.body)}`);
    return answer.body.items as unknown as QueueEntry[];
  }

  async function isQueued(who: string, id: string): Promise<boolean> {
    return (await queue(who)).some((entry) => entry.id === id);
  }

  return { ...desk, organization, hire, waiting, act, policy, queue, isQueued };
}
