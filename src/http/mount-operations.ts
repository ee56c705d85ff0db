import type { Express, Request, RequestHandler, Response } from 'express';
import { answerLines } from './answer-lines.js';
import { AppError } from '../../schemas/errors.js';
import type { ApiDependencies, Caller, StoredAnswer } from './api-dependencies.js';
import { authorize, callerOf, mayRun } from './authorize.js';
import { languageOf } from './error-handler.js';
import { readIdempotencyKey, runOnce } from './idempotency.js';
import { isKnown } from './is-known.js';
import { mountRoute } from './mount-route.js';
import {
  API_PREFIX,
  expressPath,
  type Operation,
  type OperationAnswer,
  type RequestInput,
  type WholeOperation,
} from './operation.js';
import { toProblem } from './problem.js';
import { contextOf } from './request-context.js';
import { bytesOf, checkBodyHeaders, readBytes } from './request-body.js';
import { sendDownload } from './send-download.js';
import { sendFile } from './send-file.js';

export interface MountSettings {
  /** Without a trailing slash. */
  publicUrl: string;
  bodyLimitBytes: number;
  documentLimitBytes: number;
}

type AnswerValidators = NonNullable<StoredAnswer['validators']>;

const NO_BYTES = new Uint8Array(0);
const NO_HEADERS: Readonly<Record<string, string>> = {};

/** Headers that carry our own credentials: no adapter needs them to verify a signature. */
const CREDENTIAL_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** Registers each path of the table once, with a handler chain per method. */
export function mountOperations(
  app: Express,
  operations: readonly Operation[],
  deps: ApiDependencies,
  settings: MountSettings,
): void {
  for (const path of toMountOrder(operations)) {
    const chains = operations
      .filter((operation) => operation.path === path)
      .map((operation) => ({
        method: operation.method,
        handlers: [admit(operation, deps), ...workers(operation, deps, settings)],
      }));
    mountRoute(app, `${API_PREFIX}${expressPath(path)}`, `${API_PREFIX}${path}`, chains);
  }
}

/** `/sources/check` before `/sources/{id}`, which would take it for a source; otherwise as the table has them. */
function toMountOrder(operations: readonly Operation[]): string[] {
  const parameters = (path: string): number => path.split('{').length;
  const paths = [...new Set(operations.map((operation) => operation.path))];
  return paths.sort((a, b) => parameters(a) - parameters(b));
}

/** Roles are checked before a byte of the body is read. */
function admit({ id }: Operation, deps: ApiDependencies): RequestHandler {
  return async (req, _res, next) => {
    const caller = callerOf(req);
    if (!mayRun(id, caller.account)) await deps.audit.refused({ ...caller, wanted: id });
    authorize(id, caller.account);
    next();
  };
}

function workers(operation: Operation, deps: ApiDependencies, settings: MountSettings): RequestHandler[] {
  if ('answerLines' in operation)
    return [checkBodyHeaders('lines'), answerLines(operation, deps, settings.bodyLimitBytes)];
  return [...bodyReaders(operation, settings), perform(operation, deps, settings)];
}

function bodyReaders({ body }: WholeOperation, settings: MountSettings): RequestHandler[] {
  if (body.kind === 'none') return [];
  const limit = body.kind === 'document' ? settings.documentLimitBytes : settings.bodyLimitBytes;
  return [checkBodyHeaders(body.kind), readBytes(limit)];
}

function perform(operation: WholeOperation, deps: ApiDependencies, settings: MountSettings): RequestHandler {
  return async (req, res) => {
    const caller = callerOf(req);
    const key = operation.idempotent ? readIdempotencyKey(req.headers['idempotency-key']) : undefined;
    const prepared = await operation.prepare(deps, inputOf(operation, req, caller));
    if (key === undefined) {
      const answer = await prepared.run();
      if ('file' in answer) await sendFile(req, res, answer.file);
      else if ('download' in answer) await sendDownload(res, answer.download);
      else send(req, res, operation, settings, answer);
      return;
    }
    const answer = await runOnce(deps, { req, caller, key, body: prepared.body }, async () =>
      toDocument(await prepared.run()),
    );
    if (answer.replayed) res.setHeader('Idempotency-Replayed', 'true');
    send(req, res, operation, settings, answer);
  };
}

/** Answers that are kept for a repeat are documents. */
function toDocument(answer: OperationAnswer): StoredAnswer {
  if ('file' in answer || 'download' in answer)
    throw new AppError('internal', 'an operation that answers files cannot be repeated');
  return answer;
}

function inputOf({ body }: WholeOperation, req: Request, caller: Caller): RequestInput {
  return {
    params: req.params,
    query: req.query,
    bytes: body.kind === 'none' ? NO_BYTES : bytesOf(req),
    headers: body.kind === 'raw' || body.kind === 'document' ? signedHeaders(req) : NO_HEADERS,
    caller,
    toProblem: (error) => toProblem(error, languageOf(req), contextOf(req).id),
  };
}

function signedHeaders({ headers }: Request): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !CREDENTIAL_HEADERS.has(name)) kept[name] = String(value);
  }
  return kept;
}

function send(
  req: Request,
  res: Response,
  { path, collection = path }: Operation,
  settings: MountSettings,
  answer: StoredAnswer,
): void {
  res.status(answer.status);
  if (answer.validators && answerKnown(req, res, answer.validators)) return;
  if (answer.body === undefined) {
    res.end();
    return;
  }
  if (answer.mediaType !== undefined) {
    res.type(answer.mediaType).send(answer.body);
    return;
  }
  const id = answer.status === 201 ? idOf(answer.body) : undefined;
  if (id !== undefined) {
    res.setHeader('Location', `${settings.publicUrl}${API_PREFIX}${collection}/${encodeURIComponent(id)}`);
  }
  res.json(answer.body);
}

/** Tells a reader that has it already so; of an account's own things nobody else may keep a copy. */
function answerKnown(req: Request, res: Response, { etag, updated }: AnswerValidators): boolean {
  res.setHeader('ETag', etag);
  res.setHeader('Last-Modified', new Date(updated).toUTCString());
  res.setHeader('Cache-Control', 'private, no-cache');
  if (!isKnown(req, etag, updated)) return false;
  res.status(304).end();
  return true;
}

/** What was created says so by its own `id`; a key issued has none and no address either. */
function idOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('id' in body)) return undefined;
  return typeof body.id === 'string' ? body.id : undefined;
}
