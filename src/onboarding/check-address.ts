import type { Recognition, SourceAdapter } from '../../adapters/source-adapter.js';
import { recognizeSource } from '../../adapters/sources/recognize-source.js';
import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { SourceCheck, SourceCheckRequest } from '../../schemas/source-check.js';
import { validator } from '../../schemas/validator.js';
import { decideVerdict, reportSite } from '../domain/site-report/index.js';
import type { SiteSample } from '../domain/site-report/site-sample.js';
import type { Politeness } from '../ingest/polite-request.js';
import type { WithinTime } from '../within-time.js';
import { collectSample, type Sample } from './collect-sample.js';
import { probeLinks } from './probe-links.js';
import { createSampleFetch, type SampleFetch } from './sample-fetch.js';
import { toPageFacts } from './to-page-facts.js';
import { toRecommendation } from './to-recommendation.js';

/** A family's claim on an address. */
export interface Claim extends Recognition<unknown> {
  adapter: string;
}

export interface CheckAddressDependencies extends Politeness {
  adapters: readonly SourceAdapter[];
  withinTime: WithinTime;
  now: Clock;
}

export type CheckAddress = (request: SourceCheckRequest, signal?: AbortSignal) => Promise<SourceCheck>;

/** The whole check takes no longer than this; what is not seen by then is left out of the report. Milliseconds. */
const LONGEST_CHECK_MS = 60_000;

/**
 * Can this address be connected, and what must its webmaster mend? Fetches a handful of pages through the one guarded
 * client, collects five items as they would be stored, and stores nothing. A site that does not answer is a report too;
 * throws only for a request that is wrong in itself (unknown family, options that do not fit).
 */
export function createCheckAddress(deps: CheckAddressDependencies): CheckAddress {
  return async (request, signal) => {
    const limit = AbortSignal.timeout(LONGEST_CHECK_MS);
    const ended = signal ? AbortSignal.any([signal, limit]) : limit;
    const pages = createSampleFetch({ ...deps, signal: ended, url: request.url });
    const claims =
      request.adapter === undefined ? await recognise(deps, request.url, pages) : [given(deps, request)];
    const sample = await collectFrom(deps, claims[0], pages);
    const facts = await lookAround(deps, request.url, { pages, sample, adapter: claims[0]?.adapter });
    const findings = reportSite(facts);
    const recommended = claims[0] && sample.items.length > 0 && toRecommendation(claims[0], facts);
    return {
      url: request.url,
      ...(facts.finalUrl !== undefined && { finalUrl: facts.finalUrl }),
      checkedAt: toInstant(facts.now),
      verdict: decideVerdict(sample.items.length, findings),
      recognised: claims.map(({ adapter, confidence, evidence }) => ({ adapter, confidence, evidence })),
      items: [...sample.items],
      findings,
      requests: pages.requests(),
      ...(recommended && { recommended }),
    };
  };
}

/** Asks every family about the document behind the address; the surest first. */
async function recognise(deps: CheckAddressDependencies, url: string, pages: SampleFetch): Promise<Claim[]> {
  const document = await pages.look(url);
  if (!document) return [];
  const claims = deps.withinTime(() => recognizeSource(document, deps.adapters));
  return claims.map(({ adapter, ...claim }) => ({ ...claim, adapter: adapter.name }));
}

function given({ adapters }: CheckAddressDependencies, request: SourceCheckRequest): Claim {
  const adapter = adapters.find(({ name }) => name === request.adapter);
  if (!adapter) {
    const names = adapters.map(({ name }) => name).join(', ');
    throw new AppError('validation-failed', 'no such source family', {
      fields: [
        { pointer: '/adapter', zh: `没有这种来源类型，可选：${names}`, en: `choose one of: ${names}` },
      ],
    });
  }
  const checked = validator(adapter.optionsSchema).check(request.options ?? {});
  if (!checked.ok) {
    const fields = checked.fields.map((field) => ({ ...field, pointer: `/options${field.pointer}` }));
    throw new AppError('validation-failed', 'the options do not fit the family', { fields });
  }
  return {
    adapter: adapter.name,
    confidence: 1,
    evidence: [{ zh: '指定', en: 'as told' }],
    options: checked.value,
  };
}

async function collectFrom(
  { adapters, withinTime, now }: CheckAddressDependencies,
  claim: Claim | undefined,
  pages: SampleFetch,
): Promise<Sample> {
  const adapter = adapters.find(({ name }) => name === claim?.adapter);
  if (adapter && claim)
    return collectSample(adapter, claim.options, { pages, parse: withinTime, now: now() });
  const unknown = { code: 'parse-unrecognized', message: 'no source family recognises the address' };
  return { items: [], articleUrls: new Set(), problems: pages.problems().length > 0 ? [] : [unknown] };
}

interface Seen {
  pages: SampleFetch;
  sample: Sample;
  adapter: string | undefined;
}

async function lookAround(
  deps: CheckAddressDependencies,
  url: string,
  { pages, sample, adapter }: Seen,
): Promise<SiteSample> {
  const finalUrl = pages.documents()[0]?.url;
  if (finalUrl !== undefined && sample.items.length > 0)
    await pages.look(new URL('/', finalUrl).href, { quiet: true });
  const certificateEndsAt = pages.certificateEndsAt();
  return {
    url,
    ...(certificateEndsAt && { certificateEndsAt }),
    ...(finalUrl !== undefined && { finalUrl }),
    ...(adapter !== undefined && { adapter }),
    now: deps.now(),
    pages: pages
      .documents()
      .map((document) => deps.withinTime(() => toPageFacts(document, sample.articleUrls))),
    items: sample.items,
    problems: [...pages.problems(), ...sample.problems],
    links: await probeLinks(sample.items, pages),
  };
}
