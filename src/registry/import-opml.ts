import { createHash } from 'node:crypto';
import { readOpml, type OpmlFeed } from '../../adapters/formats/read-opml.js';
import { AppError, isAppError } from '../../schemas/errors.js';
import type { OpmlImportAnswer, OpmlImportQuery, OpmlOutcome } from '../../schemas/opml.js';
import type { NewSource, Source } from '../../schemas/source.js';
import { parseHttpUrl } from '../fetch/http-url.js';
import { requireOrganization, type Caller } from '../review/caller.js';

export interface ImportOpmlDependencies {
  organizations: { find(id: string): Promise<unknown> };
  sources: { findFeeds(urls: readonly string[]): Promise<Source[]> };
  /** The one way a source is registered, whoever asks. */
  registerSource(request: NewSource, caller: Caller): Promise<Source>;
}

export interface OpmlFile {
  bytes: Uint8Array;
  contentType?: string;
}

type ImportOpml = (file: OpmlFile, query: OpmlImportQuery, caller: Caller) => Promise<OpmlImportAnswer>;

/**
 * Registers the feeds of an OPML file, outline by outline: what is there already (at any organization) or stands in the
 * file twice is reported and not registered again, and one bad outline stops none of the others. Importing the same file
 * again changes nothing.
 */
export function createImportOpml(deps: ImportOpmlDependencies): ImportOpml {
  return async (file, query, caller) => {
    requireOrganization(caller.account, query.organization);
    if (!(await deps.organizations.find(query.organization)))
      throw new AppError('validation-failed', 'no such organization', {
        fields: [{ pointer: '/organization', zh: '单位未登记', en: 'no such organization' }],
      });
    const feeds = readOpml(file.bytes, file.contentType);
    const known = await findKnown(deps, feeds);
    const outlines: OpmlOutcome[] = [];
    for (const feed of feeds) outlines.push(await importFeed(deps, feed, { known, query, caller }));
    return summarize(outlines);
  };
}

/** Sources by the address of their feed, those registered on the way included. */
type Known = Map<string, { sourceId: string; outcome: 'already-there' | 'repeated' }>;

async function findKnown(deps: ImportOpmlDependencies, feeds: readonly OpmlFeed[]): Promise<Known> {
  const written = feeds.flatMap(({ url }) => url ?? []);
  const urls = new Set([...written, ...written.flatMap((url) => toAddress(url) ?? [])]);
  const found = await deps.sources.findFeeds([...urls]);
  return new Map(
    found.map(({ id, options }) => {
      const url = String(options['url']);
      return [toAddress(url) ?? url, { sourceId: id, outcome: 'already-there' as const }];
    }),
  );
}

function toAddress(url: string): string | undefined {
  return URL.canParse(url) ? withoutFragment(new URL(url)) : undefined;
}

/** What stands behind `#` is never sent: with and without it, it is the same feed. */
function withoutFragment(url: URL): string {
  url.hash = '';
  return url.href;
}

interface ImportContext {
  known: Known;
  query: OpmlImportQuery;
  caller: Caller;
}

async function importFeed(
  deps: ImportOpmlDependencies,
  feed: OpmlFeed,
  { known, query, caller }: ImportContext,
): Promise<OpmlOutcome> {
  const column = feed.folders.join(' / ').slice(0, 200);
  const outline = {
    title: feed.title,
    ...(feed.url !== undefined && { url: feed.url.slice(0, 4000) }),
    ...(column !== '' && { column }),
  };
  try {
    const url = readAddress(feed);
    const there = known.get(url);
    if (there) return { ...outline, ...there };
    const request = toNewSource({ ...outline, url }, query);
    const outcome = await register(deps, request, query, caller);
    known.set(url, { sourceId: request.id, outcome: 'repeated' });
    return { ...outline, outcome, sourceId: request.id };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { ...outline, ...toRefusal(error) };
  }
}

async function register(
  deps: ImportOpmlDependencies,
  request: NewSource,
  { dryRun }: OpmlImportQuery,
  caller: Caller,
): Promise<OpmlOutcome['outcome']> {
  if (dryRun === 'true') return 'would-register';
  try {
    await deps.registerSource(request, caller);
    return 'registered';
  } catch (error) {
    // Another import of the same file was a moment faster.
    if (isAppError(error) && error.code === 'conflict') return 'already-there';
    throw error;
  }
}

function readAddress({ url }: OpmlFeed): string {
  if (url === undefined)
    throw new AppError('fetch-invalid-url', 'the outline names no address (xmlUrl)', {
      fields: [{ pointer: '/xmlUrl', zh: '没有订阅源地址 xmlUrl', en: 'no address of a feed (xmlUrl)' }],
    });
  return withoutFragment(parseHttpUrl(url));
}

/** The id follows from organization and address, so that two imports at once cannot register a feed twice. */
function toNewSource(
  { title, url, column }: { title: string; url: string; column?: string },
  { organization, lane, kind, interval }: OpmlImportQuery,
): NewSource {
  const digest = createHash('sha256').update(url).digest('hex').slice(0, 12);
  return {
    id: `${organization.slice(0, 100)}-${digest}`,
    name: title === '' ? new URL(url).hostname : title,
    organizationId: organization,
    adapter: 'feed',
    options: { url },
    ...(lane !== undefined && { lane }),
    ...(kind !== undefined && { kind }),
    ...(column !== undefined && { column }),
    ...(interval !== undefined && { intervalSeconds: interval }),
  };
}

function toRefusal({ code, message, fields }: AppError): Pick<OpmlOutcome, 'outcome' | 'code' | 'reason'> {
  const reasons = fields.map(({ zh, en }) => `${zh} ${en}`);
  const reason = reasons.length > 0 ? reasons.join('; ') : message;
  return { outcome: 'refused', code, reason: reason.slice(0, 1000) };
}

function summarize(outlines: OpmlOutcome[]): OpmlImportAnswer {
  const of = (...outcomes: OpmlOutcome['outcome'][]) =>
    outlines.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    registered: of('registered', 'would-register'),
    alreadyThere: of('already-there', 'repeated'),
    refused: of('refused'),
    outlines,
  };
}
