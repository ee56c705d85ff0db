import { Type } from 'typebox';
import { count, instant, oneOf, shape, text } from '../../../schemas/shape.js';
import { validator } from '../../../schemas/validator.js';
import { openJournal } from '../portals/journal.js';
import { toText, type ArticleText, type SampleArticle, type SiteName } from './sample-article.js';
import { lateArticle } from './sample-articles.js';

const BoardLine = Type.Union([
  shape({
    type: oneOf(['shown'], 'a site shows this version'),
    article: text('id', 100),
    version: count('version'),
  }),
  shape({
    type: oneOf(['pushed'], 'the gateway has taken this version'),
    article: text('id', 100),
    version: count('version'),
  }),
  shape({
    type: oneOf(['written'], 'a new article'),
    number: count('from 1'),
    at: instant('published'),
  }),
]);
const boardLine = validator(BoardLine);

export interface BoardEntry {
  article: SampleArticle;
  /** Version that the site shows; 0: none yet. */
  version: number;
  /** Version that the gateway has acknowledged; for pushed articles. */
  pushed: number;
}

/** What the sample sites show at present. Every change is in a journal, so that a killed sandbox comes back the same. */
export interface SampleBoard {
  find(id: string): BoardEntry | undefined;
  /** What a list of a site shows, newest first, with the text of the version shown. */
  shown(site: SiteName, list?: SampleArticle['list']): (BoardEntry & { text: ArticleText })[];
  all(site: SiteName): BoardEntry[];
  show(id: string, version: number): Promise<void>;
  recordPushed(id: string, version: number): Promise<void>;
  /** One more article on the news list. */
  write(at: string): Promise<SampleArticle>;
  close(): Promise<void>;
}

export async function openSampleBoard(
  file: string,
  articles: readonly SampleArticle[],
): Promise<SampleBoard> {
  const entries = new Map<string, BoardEntry>();
  let late = 0;
  const add = (article: SampleArticle): void => {
    entries.set(article.id, { article, version: article.initial, pushed: 0 });
  };
  const change = (id: string, fields: Partial<BoardEntry>): void => {
    const entry = entries.get(id);
    if (entry) entries.set(id, { ...entry, ...fields });
  };
  const enter = (raw: unknown): void => {
    const line = boardLine.parse(raw, 'line of the board');
    if (line.type === 'shown') change(line.article, { version: line.version });
    else if (line.type === 'pushed') change(line.article, { pushed: line.version });
    else {
      late = line.number;
      add(lateArticle(line.number, new Date(line.at)));
    }
  };
  articles.forEach(add);
  const journal = await openJournal(file, enter);
  const write = async (line: object): Promise<void> => {
    await journal.append(line);
    enter(line);
  };
  const all = (site: SiteName) => [...entries.values()].filter((entry) => entry.article.site === site);
  return {
    find: (id) => entries.get(id),
    all,
    shown: (site, list) =>
      all(site)
        .filter(({ article, version }) => version > 0 && (list === undefined || article.list === list))
        .map((entry) => ({ ...entry, text: toText(entry.article, entry.version) }))
        .sort((a, b) => b.article.publishedAt.getTime() - a.article.publishedAt.getTime()),
    show: (article, version) => write({ type: 'shown', article, version }),
    recordPushed: (article, version) => write({ type: 'pushed', article, version }),
    write: async (at) => {
      const number = late + 1;
      await write({ type: 'written', number, at });
      return lateArticle(number, new Date(at));
    },
    close: () => journal.close(),
  };
}
