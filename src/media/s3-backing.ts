import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import pRetry from 'p-retry';
import { AppError } from '../../schemas/errors.js';
import { toFanOut } from './fan-out.js';
import type { ByteRange, MediaBacking } from './media-store.js';
import { unavailable } from './unavailable.js';

export interface S3Settings {
  bucket: string;
  /** Without slashes at its ends; may be empty. */
  prefix: string;
  /** Of a service other than Amazon's; its buckets are then addressed by path. */
  endpoint?: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

const TRIES = 3;
const CONNECT_MS = 5000;
/** Longest silence of the service. */
const SILENCE_MS = 30_000;

/**
 * Copies in a bucket of any service that speaks S3: PUT, GET with ranges, HEAD and DELETE of objects, nothing newer.
 * An object appears whole or not at all, and the service checks the hash it is sent with.
 */
export function createS3Backing(settings: S3Settings): MediaBacking {
  const client = createClient(settings);
  const target = (name: string) => ({
    Bucket: settings.bucket,
    Key: settings.prefix === '' ? name : `${settings.prefix}/${name}`,
  });
  const sizeOf = (sha256: string) =>
    ask('look at a copy', async () => {
      const { ContentLength } = await client.send(new HeadObjectCommand(target(toFanOut(sha256))));
      return ContentLength;
    });
  return {
    sizeOf,
    async keep({ path, sha256, size }) {
      if ((await sizeOf(sha256)) === size) return;
      await ask(`keep ${sha256}`, () =>
        // A stream is used up by a try that fails: each has its own.
        client.send(put(target(toFanOut(sha256)), createReadStream(path), { sha256, size })),
      );
    },
    open: (sha256, range) =>
      ask('read a copy', async () => {
        const Range = range && { Range: toRangeHeader(range) };
        const { Body } = await client.send(new GetObjectCommand({ ...target(toFanOut(sha256)), ...Range }));
        if (Body instanceof Readable) return Body;
        throw new AppError('internal', 'the body of an object is no stream');
      }),
    probe: () => probe(client, target(`probe-${randomUUID()}`)),
    close: () => {
      client.destroy();
    },
  };
}

function createClient({ endpoint, region, accessKeyId, secretAccessKey }: S3Settings): S3Client {
  return new S3Client({
    region,
    credentials: { accessKeyId, secretAccessKey },
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    maxAttempts: 1,
    // It would write to the console past our log; what fails is thrown, and logged there.
    logger: SILENT,
    // Checksums of newer kinds come as trailers, which other services than Amazon's refuse.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
  });
}

const quiet = (): void => undefined;
const SILENT = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };

interface ObjectAddress {
  Bucket: string;
  Key: string;
}

/** The signature covers the hash of the body, which is known beforehand: the service refuses anything else. */
function put(
  target: ObjectAddress,
  body: Readable | string,
  { sha256, size }: { sha256: string; size: number },
): PutObjectCommand {
  const command = new PutObjectCommand({ ...target, Body: body, ContentLength: size });
  command.middlewareStack.add(
    (next) => (args) => {
      const { request } = args;
      if (hasHeaders(request)) request.headers['x-amz-content-sha256'] = sha256;
      return next(args);
    },
    { step: 'build', name: 'namePayloadHash' },
  );
  return command;
}

function hasHeaders(request: unknown): request is { headers: Record<string, string> } {
  return typeof request === 'object' && request !== null && 'headers' in request;
}

function toRangeHeader({ start, end }: ByteRange): string {
  return `bytes=${start}-${end}`;
}

async function probe(client: S3Client, target: ObjectAddress): Promise<void> {
  const text = randomUUID();
  const sha256 = createHash('sha256').update(text).digest('hex');
  await ask(`use the bucket ${target.Bucket}`, async () => {
    await client.send(put(target, text, { sha256, size: text.length }));
    const { Body } = await client.send(new GetObjectCommand(target));
    if ((await Body?.transformToString()) !== text)
      throw new AppError('internal', 'what was written is not what is read');
    await client.send(new DeleteObjectCommand(target));
  });
}

/** Undefined for what is not there; anything else that fails is tried again, then `service-unavailable`. */
async function ask<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await pRetry(work, {
      retries: TRIES - 1,
      minTimeout: 100,
      shouldRetry: ({ error }) => statusOf(error) === undefined || (statusOf(error) ?? 0) >= 500,
    });
  } catch (error) {
    if (statusOf(error) === 404 && !isNoBucket(error)) return undefined;
    throw unavailable(`the bucket cannot ${what}`, error);
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

/** A bucket that is missing is a mistake in the settings, not a copy that is not there. */
function isNoBucket(error: unknown): boolean {
  return error instanceof S3ServiceException && error.name === 'NoSuchBucket';
}
