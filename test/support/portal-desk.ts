import type { Desk } from './desk.js';
import type { Answer, Gateway } from './gateway.js';
import type { MoodyPortal, PortalCall } from './moody-portal.js';

/** What administrators do with portals; one that is not told otherwise is of the bureau's family, at the given portal. */
export function openPortalDesk({ call }: Pick<Gateway, 'call'>, desk: Desk, portal: MoodyPortal) {
  let made = 0;

  function register(change: Record<string, unknown> = {}): Promise<Answer> {
    return call('admin', 'POST', '/api/v1/portals', {
      ...{ id: `p${(made += 1)}`, name: '门户', adapter: 'bureau', options: { baseUrl: portal.url } },
      ...{ routes: [], secrets: { token: 't', callbackKey: 'k' }, ...change },
    });
  }

  async function registered(change: Record<string, unknown> = {}): Promise<string> {
    const { status, body } = await register(change);
    if (status !== 201) throw new Error(JSON.stringify(body));
    return String(body.id);
  }

  function change(id: string, fields: Record<string, unknown>, who = 'admin'): Promise<Answer> {
    return call(who, 'PATCH', `/api/v1/portals/${id}`, { version: 1, comment: '调整', ...fields });
  }

  /** From now on items go to that portal alone. */
  async function routeTo(portalId: string): Promise<void> {
    const current = await call('admin', 'GET', '/api/v1/routes/only');
    const { status, body } = await call('admin', 'PUT', '/api/v1/routes/only', {
      ...{ version: current.body.version ?? 0, comment: '试', name: '唯一', order: 0, enabled: true },
      ...{ match: {}, effect: 'send', targets: [{ portalId }], next: 'stop' },
    });
    if (status !== 200) throw new Error(JSON.stringify(body));
  }

  /** Approved and sent to that portal alone. */
  async function sendTo(portalId: string, fields: Record<string, unknown> = {}): Promise<string> {
    await routeTo(portalId);
    const id = await desk.submit(fields);
    await desk.approve(id);
    return id;
  }

  const callsFor = (id: string): PortalCall[] => portal.calls.filter(({ itemId }) => itemId === id);

  /** So many, all submitted before the first is approved. */
  async function sendManyTo(portalId: string, many: number): Promise<string[]> {
    await routeTo(portalId);
    const ids = await Promise.all(Array.from({ length: many }, () => desk.submit()));
    for (const id of ids) await desk.approve(id);
    return ids;
  }

  return { register, registered, change, routeTo, sendTo, sendManyTo, callsFor };
}
