import { isAppError } from '../../../schemas/errors.js';
import { isJsonObject, type JsonObject } from '../../formats/parse-json.js';
import type { FetchedDocument, Recognition } from '../../source-adapter.js';
import type { JsonApiOptions, JsonFields } from './options.js';
import { readJson } from './read-json.js';

/** Names that interfaces give to fields, compared without case, `_` and `-`; the likelier first. */
const USUAL_NAMES = {
  externalId: [
    'id',
    'guid',
    'uuid',
    'articleid',
    'docid',
    'contentid',
    'infoid',
    'newsid',
    'metadataid',
    'manuscriptid',
  ],
  title: ['title', 'articletitle', 'doctitle', 'infotitle', 'newstitle', 'subject', 'bt', 'headline'],
  subtitle: ['subtitle', 'vicetitle', 'fbt'],
  url: [
    'url',
    'link',
    'href',
    'docpuburl',
    'puburl',
    'articleurl',
    'infourl',
    'linkurl',
    'weburl',
    'jumpurl',
    'pageurl',
  ],
  publishedAtText: [
    ...[
      'publishedat',
      'publishtime',
      'pubtime',
      'pubdate',
      'publishdate',
      'releasetime',
      'docrelpubtime',
      'docreltime',
    ],
    ...[
      'publisheddate',
      'publishedtime',
      'releasedate',
      'fbsj',
      'fbrq',
      'showtime',
      'displaytime',
      'time',
      'date',
      'createtime',
    ],
  ],
  updatedAtText: ['updatedat', 'updatetime', 'modifytime', 'modified', 'lastmodified', 'updatedate'],
  summary: ['summary', 'abstract', 'description', 'digest', 'docabstract', 'memo', 'intro', 'zy'],
  body: ['content', 'body', 'contenthtml', 'doccontent', 'htmlcontent', 'txt', 'zw', 'text'],
  contentSource: ['source', 'contentsource', 'docsourcename', 'sourcename', 'laiyuan', 'ly'],
  author: ['author', 'docauthor', 'writer', 'zz'],
  column: ['column', 'columnname', 'channelname', 'chnlname', 'categoryname', 'lmmc'],
  keywords: ['keywords', 'keyword', 'tags', 'dockeywords'],
  indexNumber: ['indexnumber', 'syh', 'idxid', 'indexno'],
  documentNumberText: ['documentnumber', 'docno', 'fileno', 'filenum', 'wh', 'fwzh', 'wenhao'],
  issuer: ['issuer', 'publisher', 'fwjg', 'puborg'],
} as const satisfies Partial<Record<keyof JsonFields, readonly string[]>>;

const MOST_LOOKED_AT = 5000;
const MAX_LEVELS = 6;

interface Candidate {
  path: string;
  sample: JsonObject;
  fields: GuessedFields;
  length: number;
}

type GuessedFields = Partial<Record<keyof typeof USUAL_NAMES, string>>;

/** A list of objects whose names look like those of articles. Names are a guess: never sure, and never above 0.75. */
export function recognizeJsonApi(document: FetchedDocument): Recognition<JsonApiOptions> | undefined {
  const answer = attempt(document);
  // A JSON Feed speaks for itself and is read as one.
  if (answer === undefined || isJsonFeed(answer)) return undefined;
  const [best] = findLists(answer)
    .filter(({ fields }) => fields.title !== undefined)
    .sort((a, b) => score(b) - score(a));
  if (best === undefined) return undefined;
  const names = Object.entries(best.fields).map(([field, name]) => `${field} ← ${name}`);
  return {
    confidence: Math.min(0.75, score(best)),
    evidence: [
      {
        zh: `JSON 列表 ${best.path || '（根）'}，${best.length} 条，按字段名识别：${names.join('，')}`,
        en: `JSON list at ${best.path || '(root)'}, ${best.length} entries, fields guessed by name: ${names.join(', ')}`,
      },
    ],
    options: toOptions(document, best),
  };
}

function attempt(document: FetchedDocument): unknown {
  const start = Buffer.from(document.body.subarray(0, 200)).toString('latin1');
  if (/^[\s\u00ef\u00bb\u00bf]*</.test(start)) return undefined;
  try {
    return readJson(document);
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
}

function isJsonFeed(answer: unknown): boolean {
  return isJsonObject(answer) && /jsonfeed\.org\/version/i.test(String(answer['version']));
}

function findLists(answer: unknown): Candidate[] {
  const found: Candidate[] = [];
  const queue: { value: unknown; path: string; level: number }[] = [{ value: answer, path: '', level: 0 }];
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += 1) {
    const next = queue.shift();
    if (next === undefined) break;
    const { value, path, level } = next;
    if (Array.isArray(value)) {
      const sample: unknown = value.find(isJsonObject);
      if (isJsonObject(sample))
        found.push({ path, sample, length: value.length, fields: guessFields(sample) });
    } else if (isJsonObject(value) && level < MAX_LEVELS) {
      for (const [name, below] of Object.entries(value).slice(0, 200)) {
        if (typeof below === 'object' && below !== null)
          queue.push({ value: below, path: joinPath(path, name), level: level + 1 });
      }
    }
  }
  return found;
}

function joinPath(path: string, name: string): string {
  if (/^[^.[\]{}|=']+$/.test(name)) return path === '' ? name : `${path}.${name}`;
  return `${path}['${name.replaceAll("'", '')}']`;
}

function guessFields(sample: JsonObject): GuessedFields {
  const byName = new Map<string, string>();
  for (const [name, value] of Object.entries(sample)) {
    const usable = typeof value === 'number' || typeof value === 'string' || Array.isArray(value);
    if (usable && /^[^.[\]{}|=']+$/.test(name)) byName.set(name.toLowerCase().replace(/[_-]/g, ''), name);
  }
  const fields: GuessedFields = {};
  for (const field of Object.keys(USUAL_NAMES) as (keyof typeof USUAL_NAMES)[]) {
    const name = USUAL_NAMES[field].map((usual) => byName.get(usual)).find((known) => known !== undefined);
    if (name !== undefined) fields[field] = name;
  }
  return fields;
}

/** A title alone may be anything's; with an address or an identity and a date it is hardly anything but an article. */
function score({ fields }: Candidate): number {
  const { url, externalId, publishedAtText, body } = fields;
  const identity = url === undefined ? (externalId === undefined ? 0 : 0.1) : 0.2;
  return 0.25 + identity + (publishedAtText === undefined ? 0 : 0.2) + (body === undefined ? 0 : 0.1);
}

/** `page=1` and the like in an address, whose number is the page's. */
const PAGE_PARAMETER =
  /([?&](?:page|pageno|pagenum|pageindex|page_no|page_num|currentpage|p)=)(\d{1,4})(?=&|$)/i;

/** Without a body in the list the page of each entry has it. */
function toOptions({ requestedUrl }: FetchedDocument, { path, fields }: Candidate): JsonApiOptions {
  const first = PAGE_PARAMETER.exec(requestedUrl)?.[2];
  return {
    url: requestedUrl.replace(PAGE_PARAMETER, '$1{page}'),
    ...(path !== '' && { items: path }),
    fields,
    ...(first !== undefined && { paging: { first: Number(first) } }),
    ...(fields.url !== undefined && fields.body === undefined && { readArticle: true }),
  };
}
