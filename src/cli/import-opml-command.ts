import { readFile } from 'node:fs/promises';
import { AppError, isAppError } from '../../schemas/errors.js';
import { opmlImportAnswer, type OpmlImportAnswer, type OpmlOutcome } from '../../schemas/opml.js';
import { createClient } from '../compose.js';
import { publicUrlOf, type Config } from '../config.js';
import type { FetchClient } from '../fetch/fetch-client.js';

export interface ImportOpmlOptions {
  organization: string;
  lane?: string;
  kind?: string;
  interval?: string;
  dryRun?: boolean;
  /** Address of the running gateway. */
  url?: string;
  /** API key of a person who may register sources. */
  key?: string;
  keyFile?: string;
}

const OUTCOMES: Readonly<Record<OpmlOutcome['outcome'], string>> = {
  registered: '已登记 registered',
  'would-register': '将登记 would register',
  'already-there': '已有 already there',
  repeated: '重复 repeated in the file',
  refused: '未登记 refused',
};

/** A file of thousands of feeds is registered one by one. Milliseconds. */
const PATIENCE_MS = 600_000;
/** The gateway itself may be anywhere: its address was typed by whoever runs this, and by nobody else. */
const ANYWHERE = '0.0.0.0/0,::/0';

/**
 * `baosong import-opml`: sends an OPML file to a running gateway, which registers its feeds, and prints a line for each.
 * Exit 0 when none was refused, 1 when some were, 2 when the file or the request was.
 */
export async function importOpmlCommand(
  input: string,
  options: ImportOpmlOptions,
  config: Config,
): Promise<number> {
  try {
    const answer = await importThrough(await readInput(input, config), options, config);
    process.stdout.write(answer.outlines.map(toLine).join(''));
    process.stdout.write(toTotals(answer));
    return answer.refused === 0 ? 0 : 1;
  } catch (error) {
    if (!isAppError(error)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    return 2;
  }
}

function toLine({ outcome, title, url, column, sourceId, reason }: OpmlOutcome): string {
  const parts = [OUTCOMES[outcome], sourceId, column, title, url, reason];
  // One outline, one line, whatever it is called.
  return `${parts.map((part) => (part ?? '').replace(/[\t\r\n]+/g, ' ')).join('\t')}\n`;
}

function toTotals({ registered, alreadyThere, refused }: OpmlImportAnswer): string {
  return `共登记 registered ${registered}，已有 already there ${alreadyThere}，未登记 refused ${refused}\n`;
}

async function readInput(input: string, config: Config): Promise<Uint8Array> {
  if (/^https?:/i.test(input)) {
    const client = createClient(config);
    try {
      const { status, body } = await client.request({ url: input });
      if (status >= 200 && status < 300) return body;
      throw new AppError('fetch-http-status', `${input} answered HTTP ${status}`);
    } finally {
      await client.close();
    }
  }
  return readFile(input).catch((cause: unknown) => {
    throw new AppError('not-found', `cannot read ${input}`, { cause });
  });
}

async function importThrough(
  file: Uint8Array,
  options: ImportOpmlOptions,
  config: Config,
): Promise<OpmlImportAnswer> {
  const client = createClient({ ...config, FETCH_ALLOW: ANYWHERE, FETCH_TIMEOUT_MS: PATIENCE_MS });
  try {
    return await post(client, file, { options, key: await readKey(options), config });
  } finally {
    await client.close();
  }
}

async function readKey({ key, keyFile }: ImportOpmlOptions): Promise<string> {
  if (key !== undefined) return key;
  if (keyFile === undefined)
    throw new AppError('unauthenticated', 'give an API key with --key or --key-file');
  const text = await readFile(keyFile, 'utf8').catch((cause: unknown) => {
    throw new AppError('not-found', `cannot read ${keyFile}`, { cause });
  });
  return text.trim();
}

async function post(
  client: FetchClient,
  file: Uint8Array,
  { options, key, config }: { options: ImportOpmlOptions; key: string; config: Config },
): Promise<OpmlImportAnswer> {
  const { organization, lane, kind, interval, dryRun } = options;
  const given = { organization, lane, kind, interval, dryRun: dryRun === true ? 'true' : undefined };
  const query = new URLSearchParams(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const gateway = (options.url ?? publicUrlOf(config)).replace(/\/+$/, '');
  const { status, body } = await client.request({
    ...{ method: 'POST' as const, url: `${gateway}/api/v1/sources/opml?${query.toString()}`, body: file },
    headers: { authorization: `Bearer ${key}`, 'content-type': 'text/x-opml' },
  });
  const text = Buffer.from(body).toString('utf8');
  if (status !== 200) throw refused(status, text);
  return opmlImportAnswer.parse(JSON.parse(text), 'answer of the gateway');
}

/** The gateway's problem says more than its status. */
function refused(status: number, text: string): AppError {
  return new AppError('invalid-request', `the gateway answered HTTP ${status}: ${text.slice(0, 1000)}`);
}
