import { setTimeout as wait } from 'node:timers/promises';
import type { RequestHandler, Response } from 'express';
import { Type, type Static } from 'typebox';
import { count, oneOf, optional, shape } from '../../../schemas/shape.js';
import { validator } from '../../../schemas/validator.js';

/** `POST /control`: how the receiver is to behave from now on. */
export const ReceiverControl = shape(
  {
    mode: oneOf(
      ['ok', 'fail', 'hang', 'cut-after-commit', 'throttle', 'garbage'],
      'ok 正常; fail answers `status`; hang never answers; cut-after-commit commits a write and cuts the line; ' +
        'throttle answers 429; garbage answers 200 with a page nobody can read. All but cut-after-commit commit nothing.',
    ),
    status: optional(
      Type.Integer({ minimum: 400, maximum: 599, description: 'status for fail; default 500' }),
    ),
    times: optional(
      Type.Integer({ minimum: 1, description: 'requests until ok again; default: until told' }),
    ),
    delayMs: optional(count('milliseconds before each request is looked at, in any mode')),
    retryAfterSeconds: optional(count('Retry-After for throttle (default 1) and fail')),
  },
  '接收端行为 how the receiver behaves',
);
export type ReceiverControl = Static<typeof ReceiverControl>;
export const receiverControl = validator(ReceiverControl);

export interface Misbehaviour {
  current(): ReceiverControl;
  set(control: ReceiverControl): void;
  /** How to treat the request that has just come; counts it against `times`. */
  take(isWrite: boolean): ReceiverControl;
}

export function createMisbehaviour(): Misbehaviour {
  let control: ReceiverControl = { mode: 'ok' };
  let left = Infinity;
  return {
    current: () => control,
    set(next) {
      control = next;
      left = next.times ?? Infinity;
    },
    take(isWrite) {
      // A question commits nothing, so there is nothing to cut after, and it must not use up the cut.
      if (control.mode === 'cut-after-commit' && !isWrite) return { mode: 'ok' };
      const taken = control;
      left -= 1;
      if (left <= 0) control = { mode: 'ok' };
      return taken;
    },
  };
}

/** Lets requests for the portal's interface through, or treats them as the receiver was told to. */
export function misbehave(misbehaviour: Misbehaviour, paths: readonly string[]): RequestHandler {
  return async (request, response, next) => {
    if (!paths.includes(request.path.split('/')[1] ?? '')) {
      next();
      return;
    }
    const control = misbehaviour.take(request.method !== 'GET');
    if (control.delayMs !== undefined) await wait(control.delayMs);
    if (!misbehaves(control, response)) next();
  };
}

function misbehaves(control: ReceiverControl, response: Response): boolean {
  switch (control.mode) {
    case 'ok':
      return false;
    case 'cut-after-commit':
      response.locals['cut'] = true;
      return false;
    case 'hang':
      return true;
    case 'fail':
      if (control.retryAfterSeconds !== undefined)
        response.set('Retry-After', String(control.retryAfterSeconds));
      response
        .status(control.status ?? 500)
        .type('text/plain')
        .send('told to fail');
      return true;
    case 'throttle':
      response.set('Retry-After', String(control.retryAfterSeconds ?? 1));
      response.status(429).type('text/plain').send('told to throttle');
      return true;
    case 'garbage':
      response.type('text/html').send('<html><body>系统维护中<br></body>');
      return true;
  }
}

/** Sends an answer after a commit, or cuts the line instead. */
export function sendAnswer(response: Response, contentType: string, body: string): void {
  if (response.locals['cut'] === true) response.destroy();
  else response.type(contentType).send(body);
}
