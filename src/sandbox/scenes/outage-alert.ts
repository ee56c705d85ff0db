import type { Alert } from '../../../schemas/alert.js';
import type { ContentItem } from '../../../schemas/content-item.js';

/** Items that are pushed for the outage. */
export function isOutageItem({ content }: Pick<ContentItem, 'content'>): boolean {
  return content.externalId?.startsWith('ngcc-x') === true;
}

/** The alert of the outage that was played, not that of a sandbox that was killed before. */
export function findOutage(
  alerts: readonly Alert[],
  items: readonly Pick<ContentItem, 'content' | 'receivedAt'>[],
): Alert | undefined {
  const pushed = items.filter(isOutageItem).map(({ receivedAt }) => receivedAt);
  const last = pushed.sort().at(-1);
  if (last === undefined) return undefined;
  return alerts.find(
    ({ kind, subject, since }) => kind === 'circuit-open' && subject.portalId === 'central' && since >= last,
  );
}
