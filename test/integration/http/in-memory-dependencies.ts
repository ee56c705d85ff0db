import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DEFAULT_POLICIES, ROUTINE_POLICY } from '../../../src/domain/review/default-policies.js';
import { ROLES, type Account, type Role } from '../../../schemas/account.js';
import { AppError } from '../../../schemas/errors.js';
import type { SubmissionAnswer } from '../../../schemas/requests.js';
import type { ApiDependencies, Caller, StoredAnswer } from '../../../src/http/api-dependencies.js';
import { CALLBACK, UNIT_FEED } from './callback-samples.js';
import { createDeskInMemory } from './desk-in-memory.js';
import { createClockInMemory } from './clock-in-memory.js';
import {
  AT,
  AUDIT_ENTRY,
  ORGANIZATION,
  ITEM,
  MASKING,
  REVISION,
  FILE,
  QUEUE_ENTRY,
  DELIVERY,
  SOURCE,
  RULE,
  SOURCE_CHECK,
  CLUSTER,
  RANKING,
  PORTAL,
  PREVIEW,
  ROUTE,
  EXPLANATION,
  DRY_RUN,
} from './samples.js';

/** The key of an account that has just this role. */
export function keyOf(role: Role): string {
  return `key-of-${role}`;
}

function accountOf(apiKey: string): Account | undefined {
  const role = ROLES.find((one) => keyOf(one) === apiKey);
  return role && accountWith(role);
}

function accountWith(role: Role): Account {
  return { id: role, name: role, organizationId: 'geodesy', roles: [role], createdAt: AT, apiKeys: [] };
}

/** One call of a use case, as the HTTP side made it. */
export interface Call {
  name: string;
  args: unknown[];
}

export interface InMemory {
  deps: ApiDependencies;
  calls: Call[];
  /** Answer of `items.submit`, by outcome. */
  outcome: SubmissionAnswer['outcome'];
  /** Thrown by the next use case instead of its answer. */
  failure: unknown;
  ready: { documents: boolean; redis: boolean } | Error;
}

/** Stands in for the use cases: answers samples, records what it was asked, fails when told to. */
export function createInMemory(): InMemory {
  const calls: Call[] = [];
  const state: Omit<InMemory, 'deps'> = {
    calls,
    outcome: 'created',
    failure: undefined,
    ready: { documents: true, redis: true },
  };
  const answer = async <T>(name: string, args: unknown[], value: T): Promise<T> => {
    calls.push({ name, args });
    await Promise.resolve();
    if (state.failure !== undefined) throw state.failure as Error;
    return value;
  };
  const lookUp =
    <T extends { id: string }>(name: string, known: T) =>
    (id: string, caller?: Caller) =>
      answer(name, [id, caller], id === known.id ? known : undefined);
  const deps: ApiDependencies = {
    audit: {
      list: (query, page) => answer('audit.list', [query, page], { items: [AUDIT_ENTRY] }),
      head: () => answer('audit.head', [], { number: AUDIT_ENTRY.number, hash: AUDIT_ENTRY.hash }),
      export: (query) =>
        answer('audit.export', [query], {
          ...{ name: 'audit-1-1.ndjson', mediaType: 'application/x-ndjson' },
          pour: (to) => pipeline(Readable.from(['{}\n']), to),
        }),
      refused: () => Promise.resolve(),
    },
    authenticate: (apiKey) => Promise.resolve(accountOf(apiKey)),
    organizations: {
      list: (page) => answer('organizations.list', [page], { items: [ORGANIZATION], nextCursor: 'MWFi' }),
      find: lookUp('organizations.find', ORGANIZATION),
      create: (request, caller) =>
        answer('organizations.create', [request, caller], { ...request, createdAt: AT }),
      grantConsent: (id, request, caller) =>
        answer('organizations.grantConsent', [id, request, caller], ORGANIZATION),
      withdrawConsent: (id, caller) => answer('organizations.withdrawConsent', [id, caller], ORGANIZATION),
    },
    callbacks: {
      find: (id, caller) => answer('callbacks.find', [id, caller], CALLBACK),
      save: (id, request, caller) =>
        answer('callbacks.save', [id, request, caller], { callback: CALLBACK, secret: 'whsec_c2VjcmV0' }),
      rotateSecret: (id, request, caller) =>
        answer('callbacks.rotateSecret', [id, request, caller], {
          ...{ callback: CALLBACK, secret: 'whsec_c2VjcmV0' },
        }),
      remove: (id, caller) => answer('callbacks.remove', [id, caller], undefined),
      test: (id, caller) =>
        answer('callbacks.test', [id, caller], { delivered: true, eventId: 'test.1', milliseconds: 12 }),
      feed: (id, page, caller) =>
        answer('callbacks.feed', [id, page, caller], { digest: 'ab12', document: UNIT_FEED }),
    },
    accounts: {
      list: (page) => answer('accounts.list', [page], { items: [accountWith('auditor')] }),
      find: lookUp('accounts.find', accountWith('auditor')),
      create: (request, caller) =>
        answer('accounts.create', [request, caller], { ...request, createdAt: AT, apiKeys: [] }),
      issueKey: (id, caller) =>
        answer('accounts.issueKey', [id, caller], { keyId: 'k1', apiKey: 'bs_k1_secret' }),
      revokeKey: (id, keyId, caller) => answer('accounts.revokeKey', [id, keyId, caller], undefined),
    },
    sources: {
      list: (filter, page) => answer('sources.list', [filter, page], { items: [SOURCE] }),
      find: lookUp('sources.find', SOURCE),
      register: (request, caller) => answer('sources.register', [request, caller], SOURCE),
      change: (id, change, caller) => answer('sources.change', [id, change, caller], SOURCE),
      importOpml: (file, query, caller) =>
        answer('sources.importOpml', [file, query, caller], {
          ...{ registered: 1, alreadyThere: 0, refused: 0 },
          outlines: [{ title: '动态', outcome: 'registered', sourceId: SOURCE.id }],
        }),
      exportOpml: (filter) => answer('sources.exportOpml', [filter], '<opml version="2.0"/>'),
      requestCollect: (id, caller) => answer('sources.requestCollect', [id, caller], SOURCE),
      check: (request) => answer('sources.check', [request], SOURCE_CHECK),
      preview: (id, caller) => answer('sources.preview', [id, caller], SOURCE_CHECK),
      approve: (id, request, caller) => answer('sources.approve', [id, request, caller], SOURCE),
    },
    portals: {
      list: () => answer('portals.list', [], [PORTAL]),
      find: lookUp('portals.find', PORTAL),
      register: (request, caller) => answer('portals.register', [request, caller], PORTAL),
      change: (id, change, caller) => answer('portals.change', [id, change, caller], PORTAL),
      preview: (id, request, caller) => answer('portals.preview', [id, request, caller], PREVIEW),
      acceptReceipts: (id, request, caller) =>
        answer('portals.acceptReceipts', [id, request, caller], { received: 2, applied: 1 }),
    },
    items: {
      list: (filter, page, caller) => answer('items.list', [filter, page, caller], { items: [ITEM] }),
      find: lookUp('items.find', ITEM),
      findFile: (id, sha256, caller) =>
        answer('items.findFile', [id, sha256, caller], sha256 === FILE.sha256 ? FILE : undefined),
      submit: (submission, caller) =>
        answer('items.submit', [submission, caller], {
          id: ITEM.id,
          outcome: state.outcome,
          revision: 1,
          state: 'collected',
          href: `https://gateway.example.gov.cn/api/v1/items/${ITEM.id}`,
        }),
      submitMany: (submissions, caller) =>
        answer(
          'items.submitMany',
          [submissions, caller],
          submissions.map(({ externalId = '' }) => ({
            id: `BS-${externalId}`,
            outcome: state.outcome,
            revision: 1,
            state: 'collected' as const,
            href: `https://gateway.example.gov.cn/api/v1/items/BS-${externalId}`,
          })),
        ),
      submitDocument: (upload, caller) =>
        answer('items.submitDocument', [upload, caller], {
          id: ITEM.id,
          outcome: state.outcome,
          revision: 1,
          state: 'collected',
          href: `https://gateway.example.gov.cn/api/v1/items/${ITEM.id}`,
          format: 'docx' as const,
          title: '会议召开',
          embeddedImages: 0,
          embeddedImagesKept: 0,
        }),
      decide: (id, request, caller) => answer('items.decide', [id, request, caller], ITEM),
      decideMany: (request, caller) =>
        answer(
          'items.decideMany',
          [request, caller],
          request.items.map(({ id }, index) =>
            index === 0 ? { id, item: ITEM } : { id, error: new AppError('wrong-state', 'not backfill') },
          ),
        ),
      claim: (id, request, caller) => answer('items.claim', [id, request, caller], ITEM),
      release: (id, request, caller) => answer('items.release', [id, request, caller], ITEM),
      reassign: (id, request, caller) => answer('items.reassign', [id, request, caller], ITEM),
      override: (id, request, caller) => answer('items.override', [id, request, caller], ITEM),
      correct: (id, request, caller) => answer('items.correct', [id, request, caller], ITEM),
      withdraw: (id, request, caller) => answer('items.withdraw', [id, request, caller], ITEM),
      decideProposal: (id, request, caller) => answer('items.decideProposal', [id, request, caller], ITEM),
      explainRouting: (id, caller) => answer('items.explainRouting', [id, caller], EXPLANATION),
      reroute: (id, request, caller) => answer('items.reroute', [id, request, caller], ITEM),
      masking: (id, caller) => answer('items.masking', [id, caller], MASKING),
      mask: (id, request, caller) => answer('items.mask', [id, request, caller], ITEM),
      exempt: (id, request, caller) => answer('items.exempt', [id, request, caller], ITEM),
      withdrawExemption: (id, rule, caller) => answer('items.withdrawExemption', [id, rule, caller], ITEM),
      revisions: (id, page, caller) =>
        answer('items.revisions', [id, page, caller], { items: [REVISION], nextCursor: 'MTI' }),
      revision: (id, revision, caller) =>
        answer('items.revision', [id, revision, caller], { ...REVISION, itemId: id, content: ITEM.content }),
      differences: (id, asked, caller) =>
        answer('items.differences', [id, asked, caller], { itemId: id, from: 1, to: 2, fields: [] }),
    },
    queue: {
      list: (filter, page, caller) =>
        answer('queue.list', [filter, page, caller], { items: [QUEUE_ENTRY], nextCursor: 'MTA' }),
    },
    routes: {
      list: () => answer('routes.list', [], [ROUTE]),
      find: (id, version) => answer('routes.find', [id, version], id === ROUTE.id ? ROUTE : undefined),
      change: (id, change, caller) => answer('routes.change', [id, change, caller], ROUTE),
      remove: (id, removal, caller) => answer('routes.remove', [id, removal, caller], ROUTE),
      dryRun: (request) => answer('routes.dryRun', [request], DRY_RUN),
    },
    policies: {
      list: () => answer('policies.list', [], [...DEFAULT_POLICIES]),
      find: (id, version) => answer('policies.find', [id, version], DEFAULT_POLICIES[0]),
      change: (id, change, caller) => answer('policies.change', [id, change, caller], ROUTINE_POLICY),
      tryOn: (request, caller) =>
        answer('policies.tryOn', [request, caller], {
          ...{ policy: 'routine@1', title: ROUTINE_POLICY.title, passedOver: [], deadlineAt: AT },
          stages: ROUTINE_POLICY.stages.map((stage) => ({ ...stage, dueAt: AT })),
        }),
    },
    rules: {
      list: () => answer('rules.list', [], [{ ...RULE, terms: 0 }]),
      find: (id, version) => answer('rules.find', [id, version], id === RULE.id ? RULE : undefined),
      change: (id, change, caller) => answer('rules.change', [id, change, caller], RULE),
      findSourceRanking: () => answer('rules.findSourceRanking', [], RANKING),
      changeSourceRanking: (order, caller) => answer('rules.changeSourceRanking', [order, caller], RANKING),
    },
    ...createClockInMemory(answer),
    clusters: { find: lookUp('clusters.find', CLUSTER) },
    ...createDeskInMemory(answer),
    deliveries: {
      list: (filter, page, caller) =>
        answer('deliveries.list', [filter, page, caller], { items: [DELIVERY] }),
      find: lookUp('deliveries.find', DELIVERY),
    },
    feeds: { find: (name, page) => answer('feeds.find', [name, page], undefined) },
    websub: {
      verify: (token, question) => answer('websub.verify', [token, question], question.challenge ?? ''),
      take: (token, signature, body) => answer('websub.take', [token, signature, body], undefined),
    },
    idempotency: createIdempotency(),
    readiness: () =>
      state.ready instanceof Error ? Promise.reject(state.ready) : Promise.resolve(state.ready),
    metrics: () =>
      Promise.resolve({ contentType: 'text/plain; version=0.0.4; charset=utf-8', body: 'up 1\n' }),
  };
  return Object.assign(state, { deps });
}

function createIdempotency(): ApiDependencies['idempotency'] {
  const kept = new Map<string, { digest: string; answer: StoredAnswer | undefined }>();
  return {
    once: async ({ accountId, key, digest }, work) => {
      const name = `${accountId} ${key}`;
      const known = kept.get(name);
      if (known && known.digest !== digest) throw new AppError('idempotency-conflict', 'another request');
      if (known?.answer) return { ...known.answer, replayed: true };
      if (known) throw new AppError('idempotency-in-progress', 'still running', { retryAfterSeconds: 1 });
      kept.set(name, { digest, answer: undefined });
      try {
        const answer = await work();
        kept.set(name, { digest, answer });
        return { ...answer, replayed: false };
      } catch (error) {
        kept.delete(name);
        throw error;
      }
    },
    eachOnce: async ({ accountId, key }, lines, work) => {
      const known = lines.map(({ line }) => kept.get(`${accountId} ${key} ${line}`));
      const end = lines.findIndex(({ digest }, at) => known[at] && known[at].digest !== digest);
      const wanted = end < 0 ? lines : lines.slice(0, end);
      const fresh = [...wanted.keys()].filter((at) => !known[at]);
      const ran = await work(fresh);
      for (const [index, at] of fresh.entries()) {
        const { line = 0, digest = '' } = lines[at] ?? {};
        kept.set(`${accountId} ${key} ${line}`, { digest, answer: { status: 200, body: ran[index] } });
      }
      const answers = wanted.map(
        ({ line }) => kept.get(`${accountId} ${key} ${line}`)?.answer?.body as object,
      );
      return end < 0 ? { answers } : { answers, refused: new AppError('idempotency-conflict', 'another') };
    },
  };
}
