import type { ContentItem } from '../../../schemas/content-item.js';
import type { NewSource } from '../../../schemas/source.js';
import type { Story } from '../story.js';
import { ROLES_IN_STORY, type SiteName } from '../sites/sample-article.js';
import { connectByCheck, type UnknownSite } from './connect-by-check.js';
import type { GatewayClient } from './gateway-client.js';
import type { DeskArticle, SiteDesk } from './site-desk.js';
import type { Person } from './work-shift.js';

export type Desks = Record<SiteName, SiteDesk>;

export interface EditorsSettings {
  gateway: GatewayClient;
  story: Story;
  desks: Desks;
  backlog: number;
}

const NEWS_SOURCE = 'hubei-news';
const ARCHIVE_SOURCE = 'hubei-archive';
const NOTICE_SOURCE = 'geodesy-notices';
const POLL_SECONDS = 10;

/** The editors of the units, each step taken when what it builds on is there: so they go on after any restart. */
export function editors(settings: EditorsSettings): Person[] {
  const collected = createCollected(settings);
  const sichuan: UnknownSite = {
    ...{ who: 'sichuan-editor', sourceId: 'sichuan-news', organizationId: 'sichuan' },
    ...{ desk: settings.desks.sichuan, path: '/col/col1801/index.html', pollSeconds: POLL_SECONDS },
  };
  const quality: UnknownSite = {
    ...{ who: 'quality-editor', sourceId: 'quality-catalogue', organizationId: 'quality' },
    ...{ desk: settings.desks.quality, path: '/gkmlpt/api/all/0', pollSeconds: POLL_SECONDS },
  };
  return [
    { name: 'hubei-editor', work: () => workHubei(settings, collected) },
    { name: 'geodesy-editor', work: () => workGeodesy(settings, collected) },
    { name: 'sichuan-editor', work: () => connectByCheck(settings, sichuan) },
    { name: 'quality-editor', work: () => connectByCheck(settings, quality) },
    { name: 'ngcc-editor', work: () => workNgcc(settings, collected) },
    { name: 'liaison-1', work: () => workLiaison(settings) },
  ];
}

type Collected = (who: string, sourceId: string) => Promise<boolean>;

/** Whether a source was collected in full once; tells the story when it is seen for the first time. */
function createCollected({ gateway, story }: EditorsSettings): Collected {
  const seen = new Set<string>();
  return async (who, sourceId) => {
    if (seen.has(sourceId)) return true;
    const source = await gateway.findSource(who, sourceId);
    if (source?.lastSuccessAt === undefined) return false;
    if (!seen.has(sourceId))
      story.tell(
        `采集完成「${source.name}」：${source.items} 篇`,
        `collected ${source.items} articles from ${sourceId}`,
      );
    seen.add(sourceId);
    return true;
  };
}

async function workHubei(settings: EditorsSettings, collected: Collected): Promise<boolean> {
  const { gateway, story, desks, backlog } = settings;
  const who = 'hubei-editor';
  // A site that does not answer yet would be tried again only after a pause.
  if ((await desks.hubei.look()) === undefined) return false;
  const news = { id: NEWS_SOURCE, name: '湖北省测绘局工作动态', url: `${desks.hubei.url}/rss/news.xml` };
  if (await registerFeed(gateway, who, news))
    story.tell('省局编辑登记 RSS 来源', 'province editor registers its feed');
  if (!(await collected(who, NEWS_SOURCE))) return false;
  if (backlog > 0 && (await outboxIsTaken(desks.ngcc))) {
    const archive = {
      ...{ id: ARCHIVE_SOURCE, name: '湖北省测绘局历史资料', url: `${desks.hubei.url}/rss/archive.xml` },
    };
    if (await registerFeed(gateway, who, archive))
      story.tell(`省局编辑补录历史资料 ${backlog} 篇`, `a backlog of ${backlog} old articles comes in`);
    await collected(who, ARCHIVE_SOURCE);
  }
  return correctAtSource(settings);
}

async function registerFeed(
  gateway: GatewayClient,
  who: string,
  { id, name, url }: { id: string; name: string; url: string },
): Promise<boolean> {
  const source: NewSource = {
    ...{ id, name, organizationId: 'hubei', adapter: 'feed', kind: 'news', options: { url } },
    intervalSeconds: POLL_SECONDS,
  };
  return ensureSource(gateway, who, source);
}

async function ensureSource(gateway: GatewayClient, who: string, source: NewSource): Promise<boolean> {
  if ((await gateway.findSource(who, source.id)) !== undefined) return false;
  return gateway.ensure(who, 'sources', source);
}

/** Whatever editors register waits for the liaison, who looks at what it would bring and lets it in. */
async function approveSources({ gateway, story }: EditorsSettings): Promise<void> {
  const who = 'liaison-1';
  for (const { id, name } of await gateway.pendingSources(who)) {
    const items = await gateway.previewSource(who, id);
    const answer = await gateway.call(who, 'POST', `sources/${id}/approvals`, { decision: 'approve' });
    if (answer.status === 200)
      story.tell(
        `联络人预览「${name}」${items} 篇，批准接入`,
        `liaison previews ${items} items of ${id}, approves it`,
      );
  }
}

/** A live article is put right on its site; the next poll brings the new revision. */
async function correctAtSource({ gateway, story, desks }: EditorsSettings): Promise<boolean> {
  const article = find(await desks.hubei.look(), ROLES_IN_STORY.correctedAtSource);
  if (article === undefined || article.version >= article.versions) return false;
  const item = await findItem(gateway, 'hubei-editor', article, 'hubei');
  if (item?.state !== 'delivered' || !(await desks.hubei.show(article.id, article.versions))) return false;
  story.tell(
    `【更正】源站更正已发布的《${article.title}》`,
    'a published article is corrected at its source',
  );
  await gateway.call('hubei-editor', 'POST', `sources/${NEWS_SOURCE}/collect`);
  return true;
}

async function workGeodesy(settings: EditorsSettings, collected: Collected): Promise<boolean> {
  const { gateway, story, desks } = settings;
  const who = 'geodesy-editor';
  // Afterwards, so that what the unit reposts from the province is known as a repost.
  if (!(await collected(who, NEWS_SOURCE))) return false;
  const registered = await ensureSource(gateway, who, {
    ...{ id: NOTICE_SOURCE, name: '大地测量数据处理中心通知公告', organizationId: 'geodesy', kind: 'notice' },
    ...{ adapter: 'site', options: { listUrls: [`${desks.geodesy.url}/tzgg/`] } },
    intervalSeconds: POLL_SECONDS,
  });
  if (registered) story.tell('单位编辑登记 TRS 网站（GBK，三页列表）', 'unit editor registers its GBK site');
  if (!(await collected(who, NOTICE_SOURCE))) return false;
  const fixed = await mendReturned(settings, who, desks.geodesy);
  if (fixed) await gateway.call(who, 'POST', `sources/${NOTICE_SOURCE}/collect`);
  return fixed;
}

async function workNgcc(settings: EditorsSettings, collected: Collected): Promise<boolean> {
  const { story, desks } = settings;
  const who = 'ngcc-editor';
  if (!(await collected(who, NOTICE_SOURCE))) return false;
  const articles = await desks.ngcc.look();
  const routine = articles?.filter(({ list, version }) => list === 'outbox' && version === 0) ?? [];
  if (routine.length > 0) {
    story.tell(`单位内容系统通过接口报送 ${routine.length} 篇`, `a unit CMS pushes ${routine.length} items`);
    for (const { id } of routine) await desks.ngcc.show(id, 1);
    return true;
  }
  const fixed = await mendReturned(settings, who, desks.ngcc);
  return (await releaseFlash(settings, articles ?? [])) || fixed;
}

/** One flash item after the other, once the backlog is on its way to the portals. */
async function releaseFlash(
  { gateway, story, desks, backlog }: EditorsSettings,
  articles: readonly DeskArticle[],
): Promise<boolean> {
  const flash = articles.filter(({ list }) => list === 'flash');
  const next = flash.find(({ version }) => version === 0);
  if (next === undefined || flash.some(({ version, pushed }) => version > pushed)) return false;
  if (backlog > 0) {
    const lane = 'backfill';
    const [delivered] = await gateway.listItems('liaison-1', { state: 'delivered', lane }, 1);
    if (delivered === undefined) return false;
  }
  if (await desks.ngcc.show(next.id, 1))
    story.tell(`【特急】单位报送《${next.title}》`, 'a flash item is pushed');
  return false;
}

async function outboxIsTaken(desk: SiteDesk): Promise<boolean> {
  const outbox = (await desk.look())?.filter(({ list }) => list === 'outbox');
  return outbox !== undefined && outbox.every(({ pushed }) => pushed > 0);
}

/** Puts the mended version of every returned article of the organization on its site or into its outbox. */
async function mendReturned(
  { gateway, story }: EditorsSettings,
  who: string,
  desk: SiteDesk,
): Promise<boolean> {
  const returned = await gateway.listItems(who, { state: 'returned' });
  const articles = returned.length === 0 ? undefined : await desk.look();
  let mended = false;
  for (const item of returned) {
    const article = articles?.find((each) => isOf(item, each, desk));
    if (article === undefined || article.version >= article.versions) continue;
    if (!(await desk.show(article.id, article.version + 1))) continue;
    story.tell(`单位修改后重报《${article.title}》`, 'the unit mends and resubmits');
    mended = true;
  }
  return mended;
}

function isOf({ content }: ContentItem, article: DeskArticle, desk: SiteDesk): boolean {
  return content.externalId === article.id || content.url === `${desk.url}${article.path}`;
}

/** The liaison takes an article back that both portals show. */
async function workLiaison(settings: EditorsSettings): Promise<boolean> {
  const { gateway, story, desks } = settings;
  const who = 'liaison-1';
  await approveSources(settings);
  const article = find(await desks.hubei.look(), ROLES_IN_STORY.withdrawn);
  const item = article && (await findItem(gateway, who, article, 'hubei'));
  if (item?.state !== 'delivered') return false;
  const answer = await gateway.call(who, 'POST', `items/${item.id}/withdrawals`, {
    reason: '内容有误，撤回',
  });
  if (answer.status !== 200) return false;
  story.tell(`【撤稿】联络人撤稿《${item.content.title}》`, 'the liaison withdraws an article');
  return true;
}

function find(articles: readonly DeskArticle[] | undefined, id: string): DeskArticle | undefined {
  return articles?.find((article) => article.id === id);
}

async function findItem(
  gateway: GatewayClient,
  who: string,
  article: DeskArticle,
  organization: string,
): Promise<ContentItem | undefined> {
  const found = await gateway.listItems(who, { organization, q: article.title.slice(0, 100) });
  return found.find(({ content }) => content.title === article.title);
}
