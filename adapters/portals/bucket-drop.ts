import type { DropFolder, PortalContext, PortalRequest, PortalResponse } from '../portal-adapter.js';
import { checkAnswerToQuestion, checkStatus } from './portal-answer.js';
import { signS3, toS3Path } from './sign-s3.js';

export interface BucketSettings {
  /** `s3://bucket/prefix` */
  target: string;
  endpoint?: string;
  region?: string;
}

/** S3 answers a key it does not know, or a clock that is off, with 403. */
const OWN_MEANING = { 403: 'portal-unauthorized' } as const;

/** A bucket of any service that speaks S3 as a drop folder: an object appears whole or not at all. */
export function bucketDrop(settings: BucketSettings, ctx: PortalContext): DropFolder {
  const ask = (request: Omit<PortalRequest, 'url'>, name: string) => {
    const credentials = {
      accessKeyId: ctx.secret('accessKeyId'),
      secretAccessKey: ctx.secret('secretAccessKey'),
      region: regionOf(settings),
    };
    return ctx.exchange(signS3({ ...request, url: addressOf(settings, name) }, credentials, ctx.now()));
  };
  return {
    async put(name, body) {
      const type = name.endsWith('.xml') ? 'application/xml' : 'application/json';
      const headers = { 'content-type': `${type}; charset=utf-8` };
      checkStatus(await ask({ method: 'PUT', headers, body }, name), ctx, OWN_MEANING);
    },
    async find(name) {
      // One byte is enough to know; HEAD would not say whether it is the object or the bucket that is missing.
      const response = await ask({ method: 'GET', headers: { range: 'bytes=0-0' } }, name);
      if (isMissing(response)) return undefined;
      checkAnswerToQuestion(response);
      checkStatus(response, ctx);
      const at = new Date(response.headers['last-modified'] ?? '');
      return { at: Number.isNaN(at.getTime()) ? ctx.now() : at };
    },
  };
}

function regionOf({ region = 'us-east-1' }: BucketSettings): string {
  return region;
}

function addressOf(settings: BucketSettings, name: string): string {
  const { host: bucket, pathname } = new URL(settings.target);
  const endpoint = settings.endpoint ?? `https://s3.${regionOf(settings)}.amazonaws.com`;
  return new URL(toS3Path(bucket, pathname, name), endpoint).href;
}

function isMissing({ status, body }: PortalResponse): boolean {
  return status === 404 && Buffer.from(body).includes('<Code>NoSuchKey</Code>');
}
