import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The object operations of S3 as a strict service has them: buckets by path, signed requests, bodies of the stated length
 * and hash, one range, errors as XML. Signatures are looked at, not verified.
 */
export interface S3Server {
  url: string;
  bucket: string;
  accessKey: string;
  objects: Map<string, Buffer>;
  requests: string[];
  /** This many of the next requests are answered 503, or cut. */
  fail(count: number, how?: 'status' | 'cut'): void;
  close(): Promise<void>;
}

export async function startS3Server(bucket = 'files'): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const requests: string[] = [];
  const trouble: { left: number; how: 'status' | 'cut' } = { left: 0, how: 'status' };
  const accessKey = 'AKTEST';
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    if (trouble.left > 0) {
      trouble.left -= 1;
      if (trouble.how === 'cut') request.socket.destroy();
      else sendError(response, 503, 'SlowDown');
      return;
    }
    void answer({ objects, bucket, accessKey }, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ bucket, accessKey, objects, requests },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fail(count, how = 'status') {
      Object.assign(trouble, { left: count, how });
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

type Bucket = Pick<S3Server, 'objects' | 'bucket' | 'accessKey'>;

async function answer(store: Bucket, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  const body = Buffer.concat(chunks);
  const fault = signatureFault(store, request) ?? bodyFault(request, body);
  if (fault !== undefined) {
    sendError(response, 403, fault);
    return;
  }
  const { pathname } = new URL(request.url ?? '/', 'http://s3.test');
  const [, bucket = '', ...key] = decodeURIComponent(pathname).split('/');
  if (bucket !== store.bucket) sendError(response, 404, 'NoSuchBucket');
  else serve(store.objects, key.join('/'), body, request, response);
}

function signatureFault(store: Bucket, { headers }: IncomingMessage): string | undefined {
  const signature =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/[^/]+\/s3\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{64}$/.exec(
      headers.authorization ?? '',
    );
  if (!signature || !/^\d{8}T\d{6}Z$/.test(String(headers['x-amz-date']))) return 'AccessDenied';
  if (signature[1] !== store.accessKey) return 'InvalidAccessKeyId';
  const signed = signature[2]?.split(';') ?? [];
  return ['host', 'x-amz-date', 'x-amz-content-sha256'].every((name) => signed.includes(name))
    ? undefined
    : 'SignatureDoesNotMatch';
}

function bodyFault({ headers, method }: IncomingMessage, body: Buffer): string | undefined {
  if (headers['transfer-encoding'] !== undefined || headers['content-encoding'] !== undefined)
    return 'NotImplemented';
  if (method === 'PUT' && headers['content-length'] !== String(body.length)) return 'IncompleteBody';
  const digest = createHash('sha256').update(body).digest('hex');
  return headers['x-amz-content-sha256'] === digest ? undefined : 'XAmzContentSHA256Mismatch';
}

function serve(
  objects: Map<string, Buffer>,
  key: string,
  body: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const object = objects.get(key);
  if (request.method === 'PUT') {
    objects.set(key, body);
    response.writeHead(200, { etag: '"1"' }).end();
  } else if (request.method === 'DELETE') {
    objects.delete(key);
    response.writeHead(204).end();
  } else if (object === undefined) {
    sendError(response, 404, 'NoSuchKey');
  } else if (request.method === 'HEAD') {
    response.writeHead(200, { 'content-length': object.length }).end();
  } else {
    sendObject(object, request.headers.range, response);
  }
}

function sendObject(object: Buffer, range: string | undefined, response: ServerResponse): void {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  if (from === undefined || to === undefined) {
    response.writeHead(200, { 'content-length': object.length }).end(object);
    return;
  }
  const part = object.subarray(Number(from), Number(to) + 1);
  const end = Number(from) + part.length - 1;
  response
    .writeHead(206, {
      'content-length': part.length,
      'content-range': `bytes ${from}-${end}/${object.length}`,
    })
    .end(part);
}

function sendError(response: ServerResponse, status: number, code: string): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>as asked</Message></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
}
