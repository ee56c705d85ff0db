import {
  NEWS_TOPICS,
  NOTICE_TOPICS,
  PLACES,
  REGULATION_TOPICS,
  SICHUAN_PLACES,
  type ArticleTopic,
} from './article-texts.js';
import { outboxArticles } from './outbox-articles.js';
import { sceneArticles } from './scene-articles.js';
import { ROLES_IN_STORY, type ArticleText, type SampleArticle } from './sample-article.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NEWS = 36;
const NOTICES = 30;
const SICHUAN_NEWS = 36;
const REGULATIONS = 12;
/** Every so many-th article of the TRS site is a repost of the province's news. */
const REPOST_EVERY = 6;

/** All articles of the sites, the same for the same start and size: a restarted sandbox writes them again. */
export function sampleArticles(startedAt: Date, backlog: number): SampleArticle[] {
  const news = Array.from({ length: NEWS }, (_, index) => newsArticle(index, startedAt));
  return [
    ...news,
    ...Array.from({ length: backlog }, (_, index) => archiveArticle(index, startedAt)),
    ...Array.from({ length: NOTICES }, (_, index) => noticeArticle(index, startedAt, news)),
    ...Array.from({ length: SICHUAN_NEWS }, (_, index) => sichuanArticle(index, startedAt)),
    ...Array.from({ length: REGULATIONS }, (_, index) => regulationArticle(index, startedAt)),
    ...outboxArticles(startedAt, news),
    ...sceneArticles(startedAt),
  ];
}

/** One that appears while the sandbox runs on; `number` counts from 1. */
export function lateArticle(number: number, at: Date): SampleArticle {
  const text = newsText(NEWS + number, `${number}号简报：`);
  return {
    ...{ id: `hubei-l${pad(number)}`, site: 'hubei', list: 'news', kind: 'news', publishedAt: at },
    ...{ versions: [text], initial: 1 },
  };
}

function newsArticle(index: number, startedAt: Date): SampleArticle {
  const id = `hubei-n${pad(index + 1)}`;
  const text = newsText(index, '');
  const corrected = { ...text, paragraphs: [...text.paragraphs, CORRECTION] };
  return {
    ...{ id, site: 'hubei', list: 'news', kind: 'news', initial: 1 },
    publishedAt: new Date(startedAt.getTime() - index * 26 * HOUR - HOUR),
    versions: id === ROLES_IN_STORY.correctedAtSource ? [text, corrected] : [text],
  };
}

const CORRECTION = '更正：经核实，本文第一段所述数量以省局验收意见书为准，特此说明。';

function newsText(index: number, prefix: string): ArticleText {
  return fill(pick(NEWS_TOPICS, index), pick(PLACES, Math.floor(index / NEWS_TOPICS.length)), index, prefix);
}

/** Older than the three months after which an article is history: these come in as backfill. */
function archiveArticle(index: number, startedAt: Date): SampleArticle {
  const publishedAt = new Date(startedAt.getTime() - (400 + index * 6) * DAY);
  const place = pick(PLACES, Math.floor(index / NEWS_TOPICS.length) + 5);
  const prefix = `［旧闻${pad(index + 1)}］`;
  return {
    ...{ id: `hubei-a${pad(index + 1)}`, site: 'hubei', list: 'archive', kind: 'news', initial: 1 },
    publishedAt,
    versions: [fill(pick(NEWS_TOPICS, index), place, index + 500, prefix)],
  };
}

function noticeArticle(index: number, startedAt: Date, news: readonly SampleArticle[]): SampleArticle {
  const id = `geodesy-t${String(index + 1).padStart(2, '0')}`;
  const publishedAt = new Date(startedAt.getTime() - index * 40 * HOUR - 2 * HOUR);
  const original = index % REPOST_EVERY === 3 ? news[10 + index] : undefined;
  return {
    ...{ id, site: 'geodesy', list: 'notices', kind: 'notice', publishedAt, initial: 1 },
    versions: original === undefined ? noticeVersions(id, index) : [original.versions[0]],
    ...(index % 3 === 0 &&
      original === undefined && {
        documentNumber: `测数发[${publishedAt.getFullYear()}]${100 - index}号`,
      }),
    ...(id === ROLES_IN_STORY.mapWithoutNumber && { hasMap: true }),
    ...(index % 5 === 1 && original === undefined && { attachment: '附件：作业单位登记表.docx' }),
  };
}

function sichuanArticle(index: number, startedAt: Date): SampleArticle {
  const place = pick(SICHUAN_PLACES, Math.floor(index / NEWS_TOPICS.length));
  return {
    ...{ id: `sichuan-n${pad(index + 1)}`, site: 'sichuan', list: 'news', kind: 'news', initial: 1 },
    publishedAt: new Date(startedAt.getTime() - index * 30 * HOUR - 3 * HOUR),
    versions: [fill(pick(NEWS_TOPICS, index), place, index + 200, '')],
  };
}

function regulationArticle(index: number, startedAt: Date): SampleArticle {
  const publishedAt = new Date(startedAt.getTime() - index * 5 * DAY - 4 * HOUR);
  const place = pick(SICHUAN_PLACES, Math.floor(index / REGULATION_TOPICS.length));
  return {
    ...{
      id: `quality-g${pad(index + 1)}`,
      site: 'quality',
      list: 'disclosure',
      kind: 'regulation',
      initial: 1,
    },
    publishedAt,
    versions: [fill(pick(REGULATION_TOPICS, index), place, index + 300, '')],
    documentNumber: `国测质发〔${publishedAt.getFullYear()}〕${40 - index}号`,
  };
}

/** Two of the notices have a fault that the reviewers must find, and a version in which it is put right. */
function noticeVersions(id: string, index: number): SampleArticle['versions'] {
  const text = fill(
    pick(NOTICE_TOPICS, index),
    pick(PLACES, Math.floor(index / NOTICE_TOPICS.length)),
    index,
    '',
  );
  if (id === ROLES_IN_STORY.secrecyMarking)
    return [{ ...text, paragraphs: ['内部资料 注意保存', ...text.paragraphs] }, text];
  if (id === ROLES_IN_STORY.mapWithoutNumber) return [text, { ...text, mapReviewNumber: 'GS（2026）1024号' }];
  return [text];
}

function fill(topic: ArticleTopic, place: string, seed: number, prefix: string): ArticleText {
  const n = 3 + (seed % 17);
  const m = 40 + ((seed * 37) % 400);
  const put = (text: string): string =>
    text.replaceAll('{place}', place).replaceAll('{n}', String(n)).replaceAll('{m}', String(m));
  return { title: prefix + put(topic.title), paragraphs: topic.paragraphs.map(put) };
}

function pick<T>(list: readonly T[], index: number): T {
  const picked = list[index % list.length];
  if (picked === undefined) throw new RangeError('nothing to pick from');
  return picked;
}

function pad(number: number): string {
  return String(number).padStart(3, '0');
}
