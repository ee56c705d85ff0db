import { randomBytes } from 'node:crypto';
import type { ContentItem } from '../../schemas/content-item.js';
import type { Delivery } from '../../schemas/delivery.js';
import type { Source } from '../../schemas/source.js';
import { eventually, type Answer, type Gateway } from './gateway.js';

/** What people do at the gateway, through its API, in the words of the field. */
export type Desk = ReturnType<typeof openDesk>;

/** Who holds the stages of a routine item, in order. */
export const STAGES = ['reviewer', 'reviewer2', 'chief', 'secrecy'] as const;

/** A body of its own for every item: two that say the same would be merged as duplicates. */
export function someText(): string {
  return `${randomBytes(8).toString('hex')}号测绘成果汇交工作部署会召开，明确汇交范围、期限和质量要求，并通报上一年度汇交情况。`.repeat(
    2,
  );
}

export function openDesk(gateway: Pick<Gateway, 'call' | 'app'>) {
  const { call, app } = gateway;

  async function item(id: string): Promise<ContentItem> {
    const found = await app.stores.items.findById(id);
    if (!found) throw new Error(`no item ${id}`);
    return found;
  }

  async function delivery(id: string, portal: string): Promise<Delivery | undefined> {
    return app.stores.deliveries.find(`${id}.${portal}`);
  }

  async function source(id: string): Promise<Source> {
    const answer = await call('liaison', 'GET', `/api/v1/sources/${id}`);
    return answer.body as unknown as Source;
  }

  /** Pushes an item as the unit's editor; answers its submission number. */
  async function submit(fields: Record<string, unknown> = {}): Promise<string> {
    const externalId = randomBytes(6).toString('hex');
    const article = { externalId, title: '成果汇交部署会召开', bodyText: someText(), ...fields };
    const answer = await call('editor', 'POST', '/api/v1/items', article);
    if (answer.status >= 300) throw new Error(`not taken: ${JSON.stringify(answer.body)}`);
    return String(answer.body.id);
  }

  async function inState(id: string, state: ContentItem['state']): Promise<ContentItem> {
    return eventually(`${id} is ${state}`, async () => {
      const found = await item(id);
      return found.state === state && found;
    });
  }

  async function decide(who: string, id: string, body: Record<string, unknown>): Promise<Answer> {
    return standing(id, (version) =>
      call(who, 'POST', `/api/v1/items/${id}/decisions`, { version, ...body }),
    );
  }

  /** Looks again, as people do, when a portal's answer was written into the item meanwhile. */
  async function standing(id: string, act: (version: number) => Promise<Answer>): Promise<Answer> {
    return eventually(`${id} stands still`, async () => {
      const answer = await act((await item(id)).version);
      return answer.body.code !== 'stale-version' && answer;
    });
  }

  /** Every stage, each by another person, once the item waits for them. */
  async function approve(id: string): Promise<ContentItem> {
    const { lane } = await inState(id, 'in-review');
    for (const who of lane === 'flash' ? ['duty', 'secrecy'] : STAGES) {
      const answer = await decide(who, id, { decision: 'approve' });
      if (answer.status !== 200) throw new Error(`${who} could not approve: ${JSON.stringify(answer.body)}`);
    }
    return item(id);
  }

  async function correct(id: string, changes: Record<string, unknown>, who = 'liaison'): Promise<Answer> {
    return standing(id, (version) =>
      call(who, 'POST', `/api/v1/items/${id}/corrections`, { version, reason: '更正', changes }),
    );
  }

  async function withdraw(id: string, reason = '内容有误'): Promise<Answer> {
    return call('liaison', 'POST', `/api/v1/items/${id}/withdrawals`, { reason });
  }

  /** Waits until a delivery shows a status for what is desired of it now. */
  async function delivered(id: string, portal: string, status: Delivery['status']): Promise<Delivery> {
    return eventually(`${portal} has ${id} as ${status}`, async () => {
      const found = await delivery(id, portal);
      return found !== undefined && found.status === status && !found.due && found;
    });
  }

  /** Waits until the item itself shows a status for each portal, in the order of their names. */
  async function shown(id: string, ...statuses: Delivery['status'][]): Promise<ContentItem> {
    return eventually(`${id} shows ${statuses.join(', ')}`, async () => {
      const found = await item(id);
      return found.deliveries.map(({ status }) => status).join() === statuses.join() && found;
    });
  }

  return { item, delivery, source, submit, inState, decide, approve, correct, withdraw, delivered, shown };
}
