import { Type, type Static } from 'typebox';
import { count, shape, text } from '../../../schemas/shape.js';
import { validator } from '../../../schemas/validator.js';
import { createAskDesk } from './ask-desk.js';

const DeskArticle = shape({
  id: text('id', 100),
  list: text('where it stands', 50),
  version: count('version shown'),
  pushed: count('version the gateway has acknowledged'),
  versions: count('versions there are'),
  title: text('title of the version shown', 500),
  path: text('below the site', 500),
});
export type DeskArticle = Static<typeof DeskArticle>;
const deskAnswer = validator(shape({ articles: Type.Array(DeskArticle) }));

export interface SiteDesk {
  url: string;
  /** Undefined while the site is away. */
  look(): Promise<DeskArticle[] | undefined>;
  /** Puts a version on the site; false while it is away. Repeating it changes nothing. */
  show(article: string, version: number): Promise<boolean>;
  /** A new article on the news list, in the running sandbox. */
  writeLate(at: string): Promise<boolean>;
}

/** The webmaster's side of a sample site. */
export function createSiteDesk(url: string, token: string): SiteDesk {
  const ask = createAskDesk(url, token);
  return {
    url,
    look: async () => {
      const answer = await ask('/desk');
      return answer === undefined ? undefined : deskAnswer.parse(answer, 'desk').articles;
    },
    show: async (article, version) => (await ask('/desk', { article, version })) !== undefined,
    writeLate: async (at) => (await ask('/desk/late', { at })) !== undefined,
  };
}
