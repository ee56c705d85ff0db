import type { Express, RequestHandler } from 'express';
import type { ApiDependencies } from './api-dependencies.js';
import { mountRoute } from './mount-route.js';
import { bytesOf, checkBodyHeaders, readBytes } from './request-body.js';
import { refusal } from './words.js';

/** Where hubs call back. The token in the address is all the authentication that the protocol knows of. */
const WEBSUB_PATH = '/websub/:token';

const MAX_CHALLENGE = 2000;
const TOKEN = /^[\w-]{20,100}$/;

/** Registers the callback: a hub verifies by GET and sends by POST (W3C WebSub sections 5.3 and 7). */
export function mountWebsub(
  app: Express,
  { websub }: Pick<ApiDependencies, 'websub'>,
  bodyLimitBytes: number,
): void {
  mountRoute(app, WEBSUB_PATH, '/websub/{token}', [
    { method: 'get', handlers: [verify(websub)] },
    { method: 'post', handlers: [checkBodyHeaders('raw'), readBytes(bodyLimitBytes), take(websub)] },
  ]);
}

function verify(websub: ApiDependencies['websub']): RequestHandler {
  return async (req, res) => {
    const read = (name: string) => {
      const value: unknown = req.query[name];
      return typeof value === 'string' ? value : undefined;
    };
    const challenge = read('hub.challenge');
    if (challenge !== undefined && challenge.length > MAX_CHALLENGE) throw tooLong();
    const answer = await websub.verify(tokenOf(req.params['token']), {
      mode: read('hub.mode'),
      topic: read('hub.topic'),
      challenge,
      leaseSeconds: read('hub.lease_seconds'),
      reason: read('hub.reason'),
    });
    // As text and nothing else: what a stranger writes into the address must not run in anybody's browser.
    res.type('text/plain').send(answer);
  };
}

function take(websub: ApiDependencies['websub']): RequestHandler {
  return async (req, res) => {
    const signature = req.headers['x-hub-signature'];
    await websub.take(
      tokenOf(req.params['token']),
      typeof signature === 'string' ? signature : undefined,
      bytesOf(req),
    );
    res.status(202).end();
  };
}

/** A token that cannot be one of ours is not looked up. */
function tokenOf(written: string | string[] | undefined): string {
  return typeof written === 'string' && TOKEN.test(written) ? written : 'none';
}

function tooLong() {
  return refusal('invalid-request', {
    zh: `hub.challenge 超过 ${MAX_CHALLENGE} 个字符。`,
    en: `hub.challenge has more than ${MAX_CHALLENGE} characters.`,
  });
}
