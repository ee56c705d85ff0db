import { readFile } from 'node:fs/promises';
import { AppError } from '../../schemas/errors.js';
import { createClient } from '../compose.js';
import { publicUrlOf, type Config } from '../config.js';

/** Where the running gateway is, and by whose key it is asked. */
export interface GatewayOptions {
  /** Address of the running gateway; default PUBLIC_URL. */
  url?: string;
  key?: string;
  keyFile?: string;
}

export interface GatewayCall {
  method: 'GET' | 'POST';
  /** Path and query, from `/api` on. */
  path: string;
  body?: string | Uint8Array;
  contentType?: string;
}

/** What it does may take long: thousands of things one by one. Milliseconds. */
const PATIENCE_MS = 600_000;
/** The gateway itself may be anywhere: its address was typed by whoever runs this, and by nobody else. */
const ANYWHERE = '0.0.0.0/0,::/0';

/** Asks a running gateway; answers its JSON. Throws `invalid-request` with the gateway's problem, which says more than its status. */
export async function callGateway(
  config: Config,
  options: GatewayOptions,
  { method, path, body, contentType }: GatewayCall,
): Promise<unknown> {
  const key = await readKey(options);
  const client = createClient({ ...config, FETCH_ALLOW: ANYWHERE, FETCH_TIMEOUT_MS: PATIENCE_MS });
  try {
    const gateway = (options.url ?? publicUrlOf(config)).replace(/\/+$/, '');
    const headers = {
      authorization: `Bearer ${key}`,
      ...(contentType !== undefined && { 'content-type': contentType }),
    };
    const url = `${gateway}${path}`;
    const answer = await client.request({ method, url, headers, ...(body !== undefined && { body }) });
    const text = Buffer.from(answer.body).toString('utf8');
    if (answer.status === 200) return JSON.parse(text) as unknown;
    const problem = `the gateway answered HTTP ${answer.status}: ${text.slice(0, 1000)}`;
    throw new AppError('invalid-request', problem);
  } finally {
    await client.close();
  }
}

async function readKey({ key, keyFile }: GatewayOptions): Promise<string> {
  if (key !== undefined) return key;
  if (keyFile === undefined)
    throw new AppError('unauthenticated', 'give an API key with --key or --key-file');
  const text = await readFile(keyFile, 'utf8').catch((cause: unknown) => {
    throw new AppError('not-found', `cannot read ${keyFile}`, { cause });
  });
  return text.trim();
}
