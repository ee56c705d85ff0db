import type {
  PortalAdapter,
  PortalContext,
  PortalOrder,
  PortalRequest,
} from '../../adapters/portal-adapter.js';
import type { ContentItem } from '../../schemas/content-item.js';
import type { DeliveryOperation } from '../../schemas/delivery.js';
import { AppError } from '../../schemas/errors.js';
import { toInstant } from '../../schemas/instant.js';
import type { Portal, PortalPreview, PreviewRequest } from '../../schemas/portal.js';
import { toPublishedContent } from '../domain/media-facts.js';
import { requireItem, type Caller } from '../review/caller.js';
import { checkPortal } from '../registry/check-portal.js';
import { findPortalAdapter, toOpen, type PortalDependencies } from './open-portal.js';

export interface PreviewDependencies extends PortalDependencies {
  items: { findById(id: string): Promise<ContentItem | undefined> };
  organizations: { find(id: string): Promise<{ id: string; name: string } | undefined> };
}

type Step = PortalPreview['steps'][number];

/** Longest body that is shown, in characters. */
const SHOWN = 200_000;
const SECRET_HEADER = /authorization|signature|token|secret|key$/i;

/** Ends an adapter's work where it would have left the gateway. */
class NothingSent extends Error {
  override readonly name = 'NothingSent';
}

/**
 * What a portal would be sent of an item, by the adapter itself, which is stopped at the door. With a mapping given it
 * is tried in place of the stored one. Credentials are used, so that a wrong one shows, and left out of the answer.
 */
export function createPreviewDelivery(deps: PreviewDependencies) {
  return async (portalId: string, request: PreviewRequest, { account }: Caller): Promise<PortalPreview> => {
    const item = await requireItem(deps.items, request.itemId, account);
    const found = (await deps.portals.findOpened([portalId])).get(portalId);
    if (!found) throw new AppError('not-found', `there is no portal ${portalId}`);
    const tried = toTried(found.portal, request, deps.adapters);
    const steps: Step[] = [];
    for (const operation of toOperations(tried, request, deps.adapters)) {
      const order = await toOrder(deps, item, operation, request.column);
      const { adapter, options, context } = toOpen(deps, portalId, { ...found, portal: tried });
      await record(adapter, order, options, context(new AbortController().signal), steps);
    }
    return { steps };
  };
}

function toTried(
  portal: Portal,
  { fieldMapping }: PreviewRequest,
  adapters: readonly PortalAdapter[],
): Portal {
  const tried: Portal = { ...portal, state: 'active', ...(fieldMapping && { fieldMapping }) };
  checkPortal(tried, adapters);
  return tried;
}

/** A portal that cannot correct is sent a withdrawal and a publication. */
function toOperations(
  portal: Portal,
  { operation = 'publish' }: PreviewRequest,
  adapters: readonly PortalAdapter[],
): DeliveryOperation[] {
  const able = portal.operations ?? findPortalAdapter(adapters, portal.adapter).operations;
  return operation === 'correct' && !able.includes('correct') ? ['withdraw', 'publish'] : [operation];
}

async function toOrder(
  { organizations, now }: PreviewDependencies,
  { id, revision, lane, organizationId, content }: ContentItem,
  operation: DeliveryOperation,
  column: string | undefined,
): Promise<PortalOrder> {
  const decidedAt = toInstant(now());
  const organization = (await organizations.find(organizationId)) ?? {
    id: organizationId,
    name: organizationId,
  };
  return {
    ...{ itemId: id, revision, operation, lane, decidedAt, idempotencyKey: `${id}.${revision}.${operation}` },
    organization: { id: organization.id, name: organization.name },
    ...(column !== undefined && { column }),
    ...(operation !== 'withdraw' && { content: toPublishedContent(content, decidedAt) }),
  };
}

async function record(
  adapter: PortalAdapter,
  order: PortalOrder,
  options: unknown,
  context: PortalContext,
  steps: Step[],
): Promise<void> {
  const stop = (step: Step): never => {
    steps.push(step);
    throw new NothingSent('a preview sends nothing');
  };
  const stopped: PortalContext = {
    ...context,
    exchange: async (request) => Promise.resolve(stop(toHttpStep(request))),
    dropFolder: (folder) => ({
      put: async (name, body) =>
        Promise.resolve(stop({ transport: 'file', target: `${folder}/${name}`, body: cut(body) })),
      find: () => Promise.resolve(undefined),
    }),
  };
  const sending =
    order.operation === 'withdraw'
      ? adapter.withdraw(order, options, stopped)
      : adapter.send(order, options, stopped);
  await sending.catch((error: unknown) => {
    if (!(error instanceof NothingSent)) throw error;
  });
}

function toHttpStep({ method, url, headers, body }: PortalRequest): Step {
  const shown = Object.entries(headers).map(([name, value]) => [
    name,
    SECRET_HEADER.test(name) ? '***' : value,
  ]);
  return {
    ...{
      transport: 'http',
      method,
      target: url,
      headers: Object.fromEntries(shown) as Record<string, string>,
    },
    ...(body !== undefined && {
      body: cut(typeof body === 'string' ? body : Buffer.from(body).toString('utf8')),
    }),
  };
}

function cut(body: string): string {
  return body.length > SHOWN ? `${body.slice(0, SHOWN)}…` : body;
}
