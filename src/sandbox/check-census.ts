import type { ContentItem, ItemState } from '../../schemas/content-item.js';
import type { Delivery } from '../../schemas/delivery.js';
import { eventIdOf, eventTypeOf } from '../domain/unit-events.js';
import { findMissingScenes } from './scenes/count-scenes.js';
import { ROLES_IN_STORY } from './sites/sample-article.js';
import { PORTAL_IDS, type Census, type Held, type PortalId } from './take-census.js';

/** States in which nothing is left to be done for an item. */
const SETTLED: readonly ItemState[] = ['delivered', 'declined', 'merged', 'withdrawn'];

/** Everything that is not where it belongs, in words; empty when the journey is complete and nothing was lost or doubled. */
export function checkCensus(census: Census): string[] {
  return [
    ...census.items.flatMap(checkItem),
    ...checkSites(census),
    ...checkStory(census),
    ...PORTAL_IDS.flatMap((id) => checkPortal(census, id)),
    ...checkHeard(census),
    ...findMissingScenes(census),
  ];
}

/** The unit with a callback heard of everything that happened to its items, and of nobody else's. */
function checkHeard({ items, heard }: Census): string[] {
  const expected = items
    .filter(({ organizationId }) => organizationId === 'ngcc')
    .flatMap(({ id: itemId, history }) =>
      history.flatMap((event, position) => (eventTypeOf(event) ? [eventIdOf({ itemId, position })] : [])),
    );
  const ids = new Set(heard.map(({ id }) => id));
  const missing = expected.filter((id) => !ids.has(id));
  const surplus = ids.size - (expected.length - missing.length);
  return [
    ...(missing.length > 0
      ? [`${missing.length} 条通知单位尚未收到 the unit has not heard of ${missing[0] ?? ''}`]
      : []),
    ...(surplus > 0 ? [`单位多收到 ${surplus} 条通知 the unit heard of what is not its own`] : []),
  ];
}

function name({ id, content }: ContentItem): string {
  return `${id}《${content.title}》`;
}

function checkItem(item: ContentItem): string[] {
  if (!SETTLED.includes(item.state)) return [`${name(item)} 仍处于 is still ${item.state}`];
  return item.deliveries
    .filter(({ status }) => status === 'pending' || status === 'refused')
    .map(({ portalId, status }) => `${name(item)} 在 at ${portalId}: ${status}`);
}

/** Every article that a site shows is in the store, once, in the version shown; and nothing else is. */
function checkSites({ items, sites }: Census): string[] {
  const byOrigin = new Map<string, ContentItem[]>();
  for (const item of items) {
    const origin = item.channel === 'push' ? item.content.externalId : item.content.url;
    byOrigin.set(origin ?? '', [...(byOrigin.get(origin ?? '') ?? []), item]);
  }
  const articles = sites.flatMap(({ desk, articles: all }) => all.map((article) => ({ desk, article })));
  const wrong = articles.flatMap(({ desk, article }) => {
    if (article.version < article.versions)
      return [`${article.id}《${article.title}》第 ${article.versions} 版尚未出现 version not shown yet`];
    const found = byOrigin.get(article.id) ?? byOrigin.get(`${desk.url}${article.path}`) ?? [];
    if (found.length !== 1) return [`${article.id}《${article.title}》库中 ${found.length} 件 in the store`];
    const behind = found.filter(({ revision }) => revision !== article.version);
    return behind.map(
      (item) => `${name(item)} 修订 revision ${item.revision}, 应为 should be ${article.version}`,
    );
  });
  return items.length === articles.length
    ? wrong
    : [
        ...wrong,
        `库中 ${items.length} 件，各站共 ${articles.length} 篇 items in the store, articles on the sites`,
      ];
}

/** The turns that the story takes. */
function checkStory({ items, sites }: Census): string[] {
  const at = (id: string) => {
    const site = sites.find(({ articles }) => articles.some((article) => article.id === id));
    const path = site?.articles.find((article) => article.id === id)?.path;
    return items.find(
      ({ content }) => content.externalId === id || content.url === `${site?.desk.url ?? ''}${path ?? ''}`,
    );
  };
  const withdrawn = at(ROLES_IN_STORY.withdrawn)?.state === 'withdrawn';
  const declined = at(ROLES_IN_STORY.commercial)?.state === 'declined';
  return [
    ...(withdrawn ? [] : [`${ROLES_IN_STORY.withdrawn} 尚未撤稿 is not withdrawn`]),
    ...(declined ? [] : [`${ROLES_IN_STORY.commercial} 未被退稿 is not declined`]),
  ];
}

/** The portal shows what was decided, each thing once, and has told us its verdicts. */
function checkPortal({ items, deliveries, portals }: Census, portalId: PortalId): string[] {
  const { pendingCallbacks, items: held } = portals[portalId];
  const byItem = new Map(held.map((each) => [each.itemId, each]));
  const known = new Map(items.map((item) => [item.id, item]));
  const mine = deliveries.filter((delivery) => delivery.portalId === portalId);
  const expected = new Set(mine.map(({ itemId }) => itemId));
  return [
    ...(pendingCallbacks === 0
      ? []
      : [`${portalId}: ${pendingCallbacks} 件回执未送回 receipts are on their way`]),
    ...mine.flatMap((delivery) =>
      checkDelivery(delivery, known.get(delivery.itemId), byItem.get(delivery.itemId)),
    ),
    ...held
      .filter(({ itemId }) => !expected.has(itemId))
      .map(({ title }) => `${portalId} 多出 has unasked 《${title}》`),
    ...held.flatMap((each) => checkOnce(each, portalId)),
    ...findTwins(held, portalId),
  ];
}

function checkDelivery(delivery: Delivery, item: ContentItem | undefined, held: Held | undefined): string[] {
  const what = `${delivery.itemId} → ${delivery.portalId}`;
  const { applied, desired, due } = delivery;
  if (due || applied?.revision !== desired.revision || applied.operation !== desired.operation)
    return [`${what} 未送达 not applied: ${desired.operation} ${desired.revision}`];
  const publication = item?.publication;
  if (publication === undefined) return [`${what} 未经批准 was never approved`];
  if (held === undefined) return [`${what} 门户没有此稿 the portal does not have it`];
  const live = publication.operation !== 'withdraw';
  if (
    held.live === live &&
    held.revision === publication.revision &&
    desired.revision === publication.revision
  )
    return [];
  return [
    `${what} 门户显示 the portal shows ${held.revision} ${held.live ? 'live' : 'down'}，应为 should be ${publication.revision} ${live ? 'live' : 'down'}`,
  ];
}

/** An operation took effect once, however often it was asked for. */
function checkOnce({ itemId, title, operations }: Held, portalId: PortalId): string[] {
  const keys = new Set(operations.map(({ idempotencyKey }) => idempotencyKey));
  const published = operations.filter(({ operation }) => operation === 'publish').length;
  return keys.size === operations.length && published === 1
    ? []
    : [`${portalId} 重复生效 took an operation twice: ${itemId}《${title}》`];
}

/** Sample titles are unique: two live articles with one title are the same article twice. */
function findTwins(held: readonly Held[], portalId: PortalId): string[] {
  const titles = held.filter(({ live }) => live).map(({ title }) => title);
  const twice = titles.filter((title, index) => titles.indexOf(title) !== index);
  return twice.map((title) => `${portalId} 重复发布 shows twice 《${title}》`);
}
