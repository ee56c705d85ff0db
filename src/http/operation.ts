import type { Static, TSchema } from 'typebox';
import { AppError, type ErrorCode } from '../../schemas/errors.js';
import type { Problem } from '../../schemas/requests.js';
import { validator } from '../../schemas/validator.js';
import type { ExportedLog } from '../audit/export-log.js';
import type { ApiDependencies, Caller, StoredAnswer, StoredFile } from './api-dependencies.js';
import type { OperationId } from './operation-roles.js';
import { parseJsonBody } from './parse-json-body.js';
import type { BodyLine } from './read-lines.js';
import { queryReader } from './read-query.js';
import type { BodyKind } from './request-body.js';
import type { Words } from './words.js';

export const API_PREFIX = '/api/v1';

export type HttpMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';
export const TAGS = [
  'items',
  'clusters',
  'sources',
  'deliveries',
  'alerts',
  'portals',
  'organizations',
  'accounts',
  'rules',
  'routes',
  'policies',
  'clock',
  'audit',
] as const;
export type Tag = (typeof TAGS)[number];

/** What an operation answers with one status. */
export interface AnswerDescription extends Words {
  schema?: TSchema;
  /** Unless it is application/json. */
  mediaType?: string;
}

/** A file instead of a document: ranges, validators and headers are seen to by `sendFile`. */
export interface FileAnswer {
  file: StoredFile;
}

/** A file that is made while it is sent. */
export interface DownloadAnswer {
  download: ExportedLog;
}

export type OperationAnswer = StoredAnswer | FileAnswer | DownloadAnswer;

/** What came in, nothing of it checked yet but the caller. */
export interface RequestInput {
  params: Readonly<Record<string, string | string[]>>;
  query: unknown;
  /** Inflated bytes; empty for an operation without a body. */
  bytes: Uint8Array;
  headers: Readonly<Record<string, string>>;
  caller: Caller;
  /** A problem in the caller's language, for answers that hold several. */
  toProblem: (error: AppError) => Problem;
}

/** What came in, checked against the operation's schemas. */
export interface OperationRequest<Q, B> {
  param: (name: string) => string;
  query: Q;
  body: B;
  caller: Caller;
  toProblem: RequestInput['toProblem'];
}

/** How an operation reads its body, and what the API page says of it. */
export interface RequestBody<B> {
  kind: BodyKind | 'none';
  schema?: TSchema;
  example?: unknown;
  /** What the API page says of a body that is not plain JSON: schemas by media type. */
  content?: Readonly<Record<string, { schema: unknown; example?: unknown }>>;
  read(input: RequestInput): B | Promise<B>;
  /** What stands for the body where repeats are compared; the body itself unless given. */
  identify?(body: B): unknown;
}

export interface RawBody {
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

export const noBody: RequestBody<undefined> = { kind: 'none', read: () => undefined };

/** The bytes as sent, of any content type, with the headers a signature covers. */
export const rawBody: RequestBody<RawBody> = {
  kind: 'raw',
  read: ({ headers, bytes }) => ({ headers, body: bytes }),
};

export function jsonBody<S extends TSchema>(schema: S, example: unknown): RequestBody<Static<S>> {
  const checker = validator(schema);
  return {
    kind: 'json',
    schema,
    example,
    read: ({ bytes }) => checker.parse(parseJsonBody(bytes), 'request body'),
  };
}

interface OperationText {
  id: OperationId;
  method: HttpMethod;
  /** Below `/api/v1`, parameters in braces as OpenAPI writes them. */
  path: string;
  tag: Tag;
  summary: Words;
  description?: Words;
  answers: Readonly<Record<number, AnswerDescription>>;
  /** Error codes beyond those that follow from authentication, body and path. */
  problems?: readonly ErrorCode[];
  /** Where what it creates is found, unless below its own path. */
  collection?: string;
  /** Honours `Idempotency-Key`. */
  idempotent?: boolean;
}

interface OperationSpec<Q extends TSchema, B> extends OperationText {
  query: Q;
  body: RequestBody<B>;
  run(deps: ApiDependencies, request: OperationRequest<Static<Q>, B>): Promise<OperationAnswer>;
}

/** A checked request, ready to run. */
export interface PreparedOperation {
  /** What stands for the body where repeats are compared. */
  body: unknown;
  run(): Promise<OperationAnswer>;
}

interface OperationRow extends OperationText {
  query: TSchema;
  body: Pick<RequestBody<unknown>, 'kind' | 'schema' | 'example' | 'content'>;
}

/** An operation whose body is read whole, checked, and answered at once. */
export interface WholeOperation extends OperationRow {
  /** Checks what came in; throws a problem naming what is wrong. */
  prepare(deps: ApiDependencies, input: RequestInput): Promise<PreparedOperation>;
}

/** An operation whose body is a stream of lines, answered line by line. */
export interface LineOperation extends OperationRow {
  /** Checks the query; throws a problem naming what is wrong. */
  checkQuery(query: unknown): void;
  /** Answers some lines, in order; a line that is wrong gets an error of its own. Throws where none can be answered. */
  answerLines(
    deps: ApiDependencies,
    lines: readonly BodyLine[],
    by: { caller: Caller; key?: string },
  ): Promise<AnsweredLines>;
}

/** Answers of the first lines; where there are fewer than lines, `refused` tells why the request ends there. */
export interface AnsweredLines {
  answers: (object | AppError)[];
  refused?: AppError;
}

/** One row of the table that routes, authorization and the OpenAPI page are all made from. */
export type Operation = WholeOperation | LineOperation;

/** Ties an operation's schemas to the types its `run` sees. */
export function operation<Q extends TSchema, B>(spec: OperationSpec<Q, B>): WholeOperation {
  const readQuery = queryReader(spec.query);
  return {
    ...spec,
    prepare: async (deps, input) => {
      const request = {
        param: (name: string) => pathParameter(input, name),
        query: readQuery(input.query),
        body: await spec.body.read(input),
        caller: input.caller,
        toProblem: input.toProblem,
      };
      const body = spec.body.identify ? spec.body.identify(request.body) : request.body;
      return { body, run: () => spec.run(deps, request) };
    },
  };
}

function pathParameter({ params }: RequestInput, name: string): string {
  const value = params[name];
  if (typeof value === 'string') return value;
  throw new AppError('internal', `the route has no parameter ${name}`);
}

/** `/items/{id}` as Express writes it: `/items/:id`. */
export function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
