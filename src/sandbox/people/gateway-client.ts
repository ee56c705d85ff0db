import { setTimeout as wait } from 'node:timers/promises';
import type { Static } from 'typebox';
import type { Alert } from '../../../schemas/alert.js';
import { AlertPage, DeliveryPage, ItemPage, QueuePage, SourcePage } from '../../../schemas/answers.js';
import { ContentItem } from '../../../schemas/content-item.js';
import type { Delivery } from '../../../schemas/delivery.js';
import type { QueueEntry } from '../../../schemas/queue.js';
import { AppError } from '../../../schemas/errors.js';
import { Difference } from '../../../schemas/revision.js';
import { IssuedApiKey } from '../../../schemas/account.js';
import { Source } from '../../../schemas/source.js';
import { SourceCheck } from '../../../schemas/source-check.js';
import { validator } from '../../../schemas/validator.js';

const REQUEST_TIMEOUT_MS = 15_000;
const RETRY_MS = 300;
const PAGE = 100;

const itemPage = validator(ItemPage);
const queuePage = validator(QueuePage);
const deliveryPage = validator(DeliveryPage);
const alertPage = validator(AlertPage);
const difference = validator(Difference);
const contentItem = validator(ContentItem);
const source = validator(Source);
const sourcePage = validator(SourcePage);
const sourceCheck = validator(SourceCheck);
const issuedKey = validator(IssuedApiKey);

export interface GatewayAnswer {
  status: number;
  body: unknown;
}

export interface ItemFilter {
  state?: ContentItem['state'];
  lane?: ContentItem['lane'];
  organization?: string;
  q?: string;
}

export type GatewayClient = ReturnType<typeof createGatewayClient>;

/**
 * The gateway's API as people use it, each with their own key. The gateway may be killed and restarted at any moment:
 * requests are repeated until they are answered, so every one of them must bear repeating.
 */
export function createGatewayClient(url: string, keys: () => Record<string, string>, signal: AbortSignal) {
  async function call(who: string, method: string, path: string, body?: object): Promise<GatewayAnswer> {
    for (;;) {
      const answer = await attempt(`${url}/api/v1/${path}`, method, keys()[who] ?? '', body, signal);
      if (answer !== undefined && answer.status < 500 && answer.status !== 429) return answer;
      signal.throwIfAborted();
      await wait(RETRY_MS, undefined, { signal });
    }
  }

  async function read(who: string, path: string): Promise<unknown> {
    const answer = await call(who, 'GET', path);
    if (answer.status === 200) return answer.body;
    throw unexpected(`GET ${path}`, answer);
  }

  const listItems = async (who: string, filter: ItemFilter, limit = PAGE) =>
    itemPage.parse(await read(who, `items?${toQuery({ ...filter, limit })}`), 'page of items').items;

  async function readAll<T>(
    who: string,
    path: string,
    parse: (body: unknown) => { items: T[]; nextCursor?: string },
  ): Promise<T[]> {
    const all: T[] = [];
    for (let cursor: string | undefined; ;) {
      const page = parse(await read(who, `${path}?${toQuery({ limit: PAGE, cursor })}`));
      all.push(...page.items);
      cursor = page.nextCursor;
      if (cursor === undefined) return all;
    }
  }

  return {
    ...{ call, listItems },
    ...register(call),
    ...readReviewed(read),
    ...readDelivered(read),
    allItems: (who: string): Promise<ContentItem[]> =>
      readAll(who, 'items', (body): Static<typeof ItemPage> => itemPage.parse(body, 'page of items')),
    allDeliveries: (who: string): Promise<Delivery[]> =>
      readAll(who, 'deliveries', (body): Static<typeof DeliveryPage> =>
        deliveryPage.parse(body, 'page of deliveries'),
      ),
    ...readSources({ call, read }),
    issueKey: async (who: string, account: string): Promise<string> => {
      const answer = await call(who, 'POST', `accounts/${account}/keys`);
      if (answer.status !== 201) throw unexpected(`key for ${account}`, answer);
      return issuedKey.parse(answer.body, 'key').apiKey;
    },
    /** Undefined when somebody else changed the item first. */
    decide: async (who: string, id: string, decision: object): Promise<ContentItem | undefined> => {
      const answer = await call(who, 'POST', `items/${id}/decisions`, decision);
      if (answer.status === 409) return undefined;
      if (answer.status !== 200) throw unexpected(`decision on ${id}`, answer);
      return contentItem.parse(answer.body, 'item');
    },
  };
}

function register(call: Reading['call']) {
  /** Registers something; that it is there already is as good. */
  async function ensure(who: string, path: string, body: object): Promise<boolean> {
    const answer = await call(who, 'POST', path, body);
    if (answer.status === 201) return true;
    if (answer.status === 409) return false;
    throw unexpected(`POST ${path}`, answer);
  }

  /** Writes the first version of something; that there is one already is as good. */
  async function ensureVersion(who: string, path: string, body: object): Promise<void> {
    const answer = await call(who, 'PUT', path, body);
    if (answer.status !== 200 && answer.status !== 409) throw unexpected(`PUT ${path}`, answer);
  }

  return { ensure, ensureVersion };
}

interface Reading {
  call: (who: string, method: string, path: string, body?: object) => Promise<GatewayAnswer>;
  read: (who: string, path: string) => Promise<unknown>;
}

function readReviewed(read: Reading['read']) {
  return {
    /** What somebody may decide now, the most pressing first. */
    listQueue: async (who: string, filter: Pick<ItemFilter, 'lane'>, limit: number): Promise<QueueEntry[]> =>
      queuePage.parse(await read(who, `queue?${toQuery({ ...filter, limit })}`), 'page of a queue').items,
    readItem: async (who: string, id: string): Promise<ContentItem> =>
      contentItem.parse(await read(who, `items/${id}`), 'item'),
    /** What the newest revision changes of the one before. */
    readDifference: async (who: string, id: string): Promise<Difference> =>
      difference.parse(await read(who, `items/${id}/differences`), 'difference'),
  };
}

function readDelivered(read: Reading['read']) {
  return {
    listDeliveries: async (
      who: string,
      filter: { portal: string; status: Delivery['status'] },
      limit: number,
    ): Promise<Delivery[]> =>
      deliveryPage.parse(await read(who, `deliveries?${toQuery({ ...filter, limit })}`), 'deliveries').items,
    /** The newest first, open ones and those that are over. */
    listAlerts: async (who: string, kind: Alert['kind']): Promise<Alert[]> =>
      alertPage.parse(await read(who, `alerts?${toQuery({ kind, limit: PAGE })}`), 'page of alerts').items,
  };
}

function readSources({ call, read }: Reading) {
  return {
    findSource: async (who: string, id: string): Promise<Source | undefined> => {
      const answer = await call(who, 'GET', `sources/${id}`);
      return answer.status === 404 ? undefined : source.parse(answer.body, 'source');
    },
    pendingSources: async (who: string): Promise<Source[]> => {
      const page = sourcePage.parse(await read(who, `sources?limit=${PAGE}`), 'page of sources');
      return page.items.filter(({ state }) => state === 'pending');
    },
    checkAddress: async (who: string, url: string): Promise<SourceCheck> => {
      const answer = await call(who, 'POST', 'sources/check', { url });
      if (answer.status !== 200) throw unexpected(`check of ${url}`, answer);
      return sourceCheck.parse(answer.body, 'check');
    },
    /** How many items a source would bring first. */
    previewSource: async (who: string, id: string): Promise<number> => {
      const answer = await call(who, 'POST', `sources/${id}/preview`);
      if (answer.status !== 200) throw unexpected(`preview of ${id}`, answer);
      return sourceCheck.parse(answer.body, 'preview').items.length;
    },
  };
}

async function attempt(
  url: string,
  method: string,
  key: string,
  body: object | undefined,
  signal: AbortSignal,
): Promise<GatewayAnswer | undefined> {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  } catch {
    // No answer, or half of one: the gateway is being restarted.
    return undefined;
  }
}

function toQuery(values: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  return query.toString();
}

/** An answer that no restart explains: the story cannot go on. */
function unexpected(what: string, { status, body }: GatewayAnswer): AppError {
  return new AppError('internal', `${what}: HTTP ${status} ${JSON.stringify(body).slice(0, 500)}`);
}
