import { toInstant } from '../../schemas/instant.js';
import type { ItemKind } from '../../schemas/item-kind.js';
import type { Lane } from '../../schemas/lane.js';
import type { SourceIdentity } from '../../schemas/source-identity.js';
import type { SourceStop } from '../../schemas/source.js';
import type { SourceAlarm, SourceAlarmCode, SourceHealth } from '../../schemas/source-health.js';
import { rhythmOf } from './publication-rhythm.js';
import { toSeconds, type Arrival, type CollectionRun, type SourcePulse } from './source-pulse.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

const FAILURES_IN_A_ROW = 5;
const FAILING_SECONDS = DAY;
/** Silence beyond so many usual gaps is not the source's way. */
const GAPS_OF_SILENCE = 3;
/** Inspection thresholds of DOMAIN: news-type columns are stale after 14 days, notices and policies after 6 months. */
const NEWS_SILENCE_SECONDS = 14 * DAY;
const OTHER_SILENCE_SECONDS = 183 * DAY;
const NEWS_KINDS: readonly ItemKind[] = ['news', 'media', 'meeting', 'live-preview'];
const CERTIFICATE_DAYS = 21;
const EMPTY_LISTINGS = 2;
const UNREADABLE_RUNS = 2;
/** New entries looked at for extraction, and the share of bare titles among them that is no accident. */
const LOOKED_AT = 10;
const THIN_SHARE = 0.6;
/** The share must have jumped: some sources never had bodies. */
const THIN_JUMP = 0.4;
const FROZEN_ENTRIES = 8;
const FROZEN_SECONDS = 2 * DAY;

interface Finding {
  code: SourceAlarmCode;
  zh: string;
  en: string;
}

export interface WatchedSource {
  lane: Lane;
  /** Absent: by rule; such a column is watched as news is. */
  kind?: ItemKind;
  createdAt: string;
  /** Failures in a row, this collection included. */
  consecutiveFailures: number;
  alarms?: readonly SourceAlarm[];
  /** By what its entries are told apart, once that is no longer what a source begins with. */
  identity?: SourceIdentity;
  /** The gateway has stopped it. */
  stopped?: SourceStop;
}

/** Nothing gets better before a person acts; the others may pass by themselves. */
const FOR_PEOPLE: readonly SourceAlarmCode[] = [
  ...(['extraction-drift', 'blocked-by-site', 'address-gone', 'robots-disallowed'] as const),
  ...(['certificate-expiring', 'mass-vanish'] as const),
];

/** Whether somebody must act before this alarm can end. */
export function needsPeople(code: SourceAlarmCode): boolean {
  return FOR_PEOPLE.includes(code);
}

/**
 * The alarms of a source after a collection: those that hold now, each with the time it began. One that no longer holds
 * is left out, which ends it.
 */
export function decideAlarms(source: WatchedSource, pulse: SourcePulse, run: CollectionRun): SourceAlarm[] {
  const before = source.alarms ?? [];
  return findAll(source, pulse, run).map(({ code, zh, en }): SourceAlarm => {
    const since = before.find((alarm) => alarm.code === code)?.since ?? toInstant(run.at);
    return { code, since, message: { zh, en } };
  });
}

export function decideHealth(alarms: readonly SourceAlarm[], failed: boolean): SourceHealth {
  if (alarms.some(({ code }) => needsPeople(code))) return 'ill';
  return failed || alarms.length > 0 ? 'watch' : 'well';
}

function findAll(source: WatchedSource, pulse: SourcePulse, run: CollectionRun): Finding[] {
  return [
    findFailing(source, pulse, run),
    findSilent(source, pulse, run),
    findDrift(pulse),
    findBlocked(pulse),
    findGone(pulse),
    findCertificate(pulse, run),
    findRobots(pulse),
    findIdentity(source),
    findVanished(source),
  ].filter((finding) => finding !== undefined);
}

function findIdentity({ identity }: WatchedSource): Finding | undefined {
  // What a person chose is no alarm.
  if (!identity || identity.reason === 'set-by-person' || identity.criterion === 'external-id')
    return undefined;
  const by = identity.criterion === 'address' ? { zh: '网址', en: 'address' } : { zh: '内容', en: 'content' };
  return {
    code: 'identity-degraded',
    zh: `来源的标识不可靠，已改按${by.zh}区分条目，请联系网站管理员。`,
    en: `its identities are not reliable: entries are told apart by ${by.en}; ask the webmaster.`,
  };
}

function findVanished({ stopped }: WatchedSource): Finding | undefined {
  if (!stopped) return undefined;
  const { vanished, live } = stopped;
  return {
    code: 'mass-vanish',
    zh: `${live} 篇中有 ${vanished} 篇同时消失，已停止采集，核实后请恢复。`,
    en: `${vanished} of ${live} articles vanished at once: it is stopped until somebody looks and resumes it.`,
  };
}

function findFailing(source: WatchedSource, pulse: SourcePulse, run: CollectionRun): Finding | undefined {
  const { consecutiveFailures } = source;
  // A refusal and a withdrawn address are told as what they are.
  if (pulse.failingSince === undefined || pulse.blocked > 0 || pulse.gone > 0) return undefined;
  const seconds = toSeconds(run.at) - pulse.failingSince;
  const isLong = consecutiveFailures >= 2 && seconds >= FAILING_SECONDS;
  if (consecutiveFailures < FAILURES_IN_A_ROW && !isLong) return undefined;
  const code = run.failure?.code ?? 'internal';
  return {
    code: 'failing',
    zh: `已连续 ${consecutiveFailures} 次采集失败（${code}），请核对地址或联系网站管理员。`,
    en: `${consecutiveFailures} collections in a row failed (${code}): check the address or ask the webmaster.`,
  };
}

function findSilent(source: WatchedSource, pulse: SourcePulse, run: CollectionRun): Finding | undefined {
  // What cannot be read is not silent, and an archive is not expected to grow.
  if (run.failed || source.lane === 'backfill') return undefined;
  const { newestAt, usualGap = 0 } = rhythmOf(pulse.arrivals, run.at);
  const floor = NEWS_KINDS.includes(source.kind ?? 'news') ? NEWS_SILENCE_SECONDS : OTHER_SILENCE_SECONDS;
  const limit = Math.max(floor, GAPS_OF_SILENCE * usualGap);
  // A source that never brought anything is silent from its registration on.
  const silence = toSeconds(run.at) - (newestAt ?? toSeconds(new Date(source.createdAt)));
  if (silence <= limit) return undefined;
  const days = Math.floor(silence / DAY);
  const usual = Math.max(1, Math.round(limit / DAY));
  return {
    code: 'silent',
    zh: `已 ${days} 天没有新内容（超过 ${usual} 天即提示），请核对栏目是否停更或改址。`,
    en: `nothing new for ${days} days (more than ${usual} is unusual): has the column stopped or moved?`,
  };
}

function findDrift(pulse: SourcePulse): Finding | undefined {
  const reason = driftOf(pulse);
  return (
    reason && {
      code: 'extraction-drift',
      zh: `${reason.zh}，网站可能已改版，请检查抽取设置。`,
      en: `${reason.en}: the site has probably changed; check the extraction settings.`,
    }
  );
}

function driftOf(pulse: SourcePulse): { zh: string; en: string } | undefined {
  if (pulse.unreadable >= UNREADABLE_RUNS)
    return { zh: '列表有条目，但文章都无法读取', en: 'the list names articles, none of which can be read' };
  if (pulse.hasListed && pulse.emptyListings >= EMPTY_LISTINGS)
    return { zh: '列表曾有条目，现为空', en: 'the list named articles before and is empty now' };
  const arrivals = inOrderOfComing(pulse);
  const recent = arrivals.slice(-LOOKED_AT);
  const earlier = arrivals.slice(0, -LOOKED_AT);
  if (
    recent.length === LOOKED_AT &&
    thinShare(recent) >= Math.max(THIN_SHARE, thinShare(earlier) + THIN_JUMP)
  )
    return { zh: '新条目大多没有正文', en: 'most new entries have no body' };
  return isFrozen(arrivals)
    ? { zh: '新条目的日期都相同', en: 'all new entries carry the same date' }
    : undefined;
}

function inOrderOfComing({ arrivals }: SourcePulse): Arrival[] {
  return [...arrivals].sort((a, b) => a[0] - b[0]);
}

function thinShare(arrivals: readonly Arrival[]): number {
  if (arrivals.length === 0) return 0;
  return arrivals.filter(([, , thin]) => thin === 1).length / arrivals.length;
}

/** One date on entries that came over days is the date of the page's frame, not of the articles. */
function isFrozen(arrivals: readonly Arrival[]): boolean {
  const last = arrivals.slice(-FROZEN_ENTRIES);
  const [first] = last;
  if (last.length < FROZEN_ENTRIES || first === undefined || first[1] === 0) return false;
  const span = (last.at(-1)?.[0] ?? 0) - first[0];
  return span >= FROZEN_SECONDS && last.every(([, published]) => published === first[1]);
}

function findBlocked({ blocked }: SourcePulse): Finding | undefined {
  if (blocked === 0) return undefined;
  return {
    code: 'blocked-by-site',
    zh: `网站以反爬验证或拒绝访问应答（连续 ${blocked} 次），已放缓采集；请网站管理员将网关加入白名单。`,
    en: `the site answers with a challenge or a refusal (${blocked} in a row); polling is slowed: ask the webmaster to admit the gateway.`,
  };
}

function findGone({ gone }: SourcePulse): Finding | undefined {
  if (gone === 0) return undefined;
  return {
    code: 'address-gone',
    zh: '网站称来源地址已永久撤销（410），每天仍试一次；请登记新地址或停用来源。',
    en: 'the site says that the address is gone for good (410); tried once a day: register its new address or pause the source.',
  };
}

function findCertificate({ certificateEndsAt }: SourcePulse, run: CollectionRun): Finding | undefined {
  const expired = run.failure?.transport === 'CERT_HAS_EXPIRED';
  if (certificateEndsAt === undefined && !expired) return undefined;
  const days = Math.floor(((certificateEndsAt ?? 0) - toSeconds(run.at)) / DAY);
  if (expired || days < 0)
    return {
      code: 'certificate-expiring',
      zh: '网站的 TLS 证书已过期，请网站管理员更换。',
      en: 'the TLS certificate of the site has expired: ask the webmaster to replace it.',
    };
  if (days >= CERTIFICATE_DAYS) return undefined;
  return {
    code: 'certificate-expiring',
    zh: `网站的 TLS 证书将在 ${days} 天后到期，请提醒网站管理员更换。`,
    en: `the TLS certificate of the site ends in ${days} days: remind the webmaster to replace it.`,
  };
}

function findRobots({ robotsRefusals }: SourcePulse): Finding | undefined {
  if (robotsRefusals === 0) return undefined;
  return {
    code: 'robots-disallowed',
    zh: `网站的 robots.txt 不允许采集 ${robotsRefusals} 个页面；请网站放开，或由所属单位登记同意采集。`,
    en: `robots.txt of the site keeps us from ${robotsRefusals} pages: have it opened, or record the consent of the organization.`,
  };
}
