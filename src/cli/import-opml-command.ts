import { readFile } from 'node:fs/promises';
import { AppError, isAppError } from '../../schemas/errors.js';
import { opmlImportAnswer, type OpmlImportAnswer, type OpmlOutcome } from '../../schemas/opml.js';
import { createClient } from '../compose.js';
import type { Config } from '../config.js';
import { callGateway, type GatewayOptions } from './call-gateway.js';

/** The key is that of a person who may register sources. */
export interface ImportOpmlOptions extends GatewayOptions {
  organization: string;
  lane?: string;
  kind?: string;
  interval?: string;
  dryRun?: boolean;
}

const OUTCOMES: Readonly<Record<OpmlOutcome['outcome'], string>> = {
  registered: '已登记 registered',
  'would-register': '将登记 would register',
  'already-there': '已有 already there',
  repeated: '重复 repeated in the file',
  refused: '未登记 refused',
};

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
  const { organization, lane, kind, interval, dryRun } = options;
  const given = { organization, lane, kind, interval, dryRun: dryRun === true ? 'true' : undefined };
  const query = new URLSearchParams(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const path = `/api/v1/sources/opml?${query.toString()}`;
  const call = { method: 'POST' as const, path, body: file, contentType: 'text/x-opml' };
  return opmlImportAnswer.parse(await callGateway(config, options, call), 'answer of the gateway');
}
