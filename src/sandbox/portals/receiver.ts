import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express';
import type { Receipt } from '../../../schemas/delivery.js';
import type { Clock } from '../../../schemas/instant.js';
import { openLedger, type HeldItem, type Ledger, type ReceivedOperation, type Verdict } from './ledger.js';
import {
  createMisbehaviour,
  misbehave,
  receiverControl,
  sendAnswer,
  type Misbehaviour,
  type ReceiverControl,
} from './misbehaviour.js';
import { createReceiptCallbacks, type CallbackFormat, type CallbackTarget } from './receipt-callbacks.js';
import { isLive, lastEffect, renderArticle, renderList, type PortalTitle } from './receiver-page.js';
import { checkBearer, parseJsonBody, toRefusal } from './receiver-request.js';
import { Refusal } from './refusal.js';
import { createVerdicts, giveLeftoverVerdicts, type GiveVerdict } from './verdicts.js';

export interface ReceiverSettings {
  /** Journal of what the portal holds; made with its folder when absent. */
  dataFile: string;
  /** Bearer token of `POST /control`, and of the bureau interface. */
  token: string;
  /** Default: a free one. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** Where verdicts are sent; without it they can only be asked for. */
  callback?: CallbackTarget;
  /** What the editors do with an operation; `accepted` leaves it undecided. */
  adopt?: (operation: ReceivedOperation) => Verdict;
  clock?: Clock;
}

/** A running reference portal. */
export interface PortalReceiver {
  url: string;
  items(): readonly HeldItem[];
  control(control: ReceiverControl): void;
  close(): Promise<void>;
}

/** What differs between the two portals. */
export interface ReceiverProtocol {
  title: PortalTitle;
  /** Prefix of receipt numbers. */
  prefix: string;
  /** First segments of the paths of the interface: only these misbehave. */
  paths: readonly string[];
  /** The answer is `accepted`, the verdict comes later; otherwise only where a callback is agreed. */
  decidesLater: boolean;
  adopt: (operation: ReceivedOperation) => Verdict;
  callbackFormat: CallbackFormat;
  addRoutes(app: Express, desk: ReceiverDesk): void;
  sendProblem(response: Response, refusal: Refusal): void;
}

/** What the routes of a portal work with. */
export interface ReceiverDesk {
  clock: Clock;
  /** Applies an operation that is in order and gives the receipt to answer with. */
  receive(operation: ReceivedOperation): Promise<Receipt>;
  /** The newest receipt for a key. Throws Refusal `unknown-operation`. */
  find(idempotencyKey: string): Promise<Receipt>;
  /** Sends an answer, or cuts the line if the receiver was told to. */
  answer(response: Response, contentType: string, body: string): void;
}

const LARGEST_BODY = '16mb';

export async function startReceiver(
  settings: ReceiverSettings,
  protocol: ReceiverProtocol,
): Promise<PortalReceiver> {
  const clock = settings.clock ?? (() => new Date());
  const ledger = await openLedger(settings.dataFile, protocol.prefix, clock);
  const misbehaviour = createMisbehaviour();
  const callbacks =
    settings.callback && createReceiptCallbacks(ledger, settings.callback, protocol.callbackFormat, clock);
  const giveVerdict = createVerdicts(ledger, clock, () => callbacks?.wake());
  const app = express().disable('x-powered-by').disable('etag').set('query parser', 'simple');
  const server = await listen(app, settings);
  const url = toUrl(server, settings);

  app.use(misbehave(misbehaviour, protocol.paths));
  app.use(express.raw({ type: () => true, limit: LARGEST_BODY, inflate: false }));
  const receive = createReceive(ledger, settings, protocol, url, giveVerdict);
  protocol.addRoutes(app, { clock, receive, find: (key) => findReceipt(ledger, key), answer: sendAnswer });
  addDeskRoutes(app, settings.token, protocol, ledger, misbehaviour);
  app.use(refuseUnknownPath, toErrorHandler(protocol));
  giveLeftoverVerdicts(ledger, giveVerdict);
  callbacks?.wake();

  return {
    url,
    items: () => [...ledger.items.values()],
    control: (control) => {
      misbehaviour.set(control);
    },
    async close() {
      await callbacks?.close();
      await stop(server);
      await ledger.close();
    },
  };
}

function createReceive(
  ledger: Ledger,
  settings: ReceiverSettings,
  protocol: ReceiverProtocol,
  url: string,
  giveVerdict: GiveVerdict,
): ReceiverDesk['receive'] {
  const adopt = settings.adopt ?? protocol.adopt;
  const later = protocol.decidesLater || settings.callback !== undefined;
  return async (operation) => {
    const withdrawn = operation.operation === 'withdraw';
    const verdict = withdrawn ? 'accepted' : adopt(operation);
    const effect = await ledger.apply(operation, {
      status: withdrawn ? 'withdrawn' : later ? 'accepted' : verdict,
      verdict,
      url: `${url}/view/${encodeURIComponent(operation.itemId)}`,
    });
    if (later) giveVerdict(effect);
    return effect.receipt;
  };
}

async function findReceipt(ledger: Ledger, key: string): Promise<Receipt> {
  const effect = await ledger.findEffect(key);
  if (effect === undefined) throw new Refusal(404, 'unknown-operation', `nothing is known of ${key}`);
  return effect.decision ?? effect.receipt;
}

/** The receiver's own pages: control, state, and what a visitor would see. */
function addDeskRoutes(
  app: Express,
  token: string,
  protocol: ReceiverProtocol,
  ledger: Ledger,
  misbehaviour: Misbehaviour,
): void {
  app.use((_request, response, next) => {
    response.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'");
    next();
  });
  app.post('/control', (request, response) => {
    checkBearer(request.headers.authorization, token);
    misbehaviour.set(receiverControl.parse(parseJsonBody(request.body), 'control'));
    response.json(misbehaviour.current());
  });
  app.get('/state', (request, response) => {
    const { itemId } = request.query;
    const items = [...ledger.items.values()].filter((item) => itemId === undefined || item.itemId === itemId);
    const mode = misbehaviour.current().mode;
    response.json({ mode, pendingCallbacks: ledger.unacknowledged().length, items: items.map(toState) });
  });
  app.get('/view/:itemId', async (request, response) => {
    const item = ledger.items.get(request.params.itemId);
    if (item === undefined) throw new Refusal(404, 'not-found', 'no such article');
    const shown = await ledger.readOperation(lastEffect(item));
    response.type('html').send(renderArticle(protocol.title, item, shown));
  });
  app.get('/', (_request, response) => {
    const { mode } = misbehaviour.current();
    response.type('html').send(renderList(protocol.title, mode, [...ledger.items.values()]));
  });
}

function toState(item: HeldItem) {
  const last = lastEffect(item);
  return {
    itemId: item.itemId,
    title: item.title,
    revision: last.revision,
    live: isLive(item),
    lane: last.lane,
    receiptNumber: last.receipt.receiptNumber,
    status: (last.decision ?? last.receipt).status,
    receivedAtMs: last.receivedAtMs,
    effects: item.effects.length,
    operations: item.effects.map(
      ({ idempotencyKey, operation, revision, lane, receipt, decision, receivedAtMs, requests }) => ({
        ...{ idempotencyKey, operation, revision, lane, receivedAtMs, requests },
        receiptNumber: receipt.receiptNumber,
        status: (decision ?? receipt).status,
      }),
    ),
  };
}

const refuseUnknownPath: RequestHandler = () => {
  throw new Refusal(404, 'not-found', 'no such address');
};

function toErrorHandler(protocol: ReceiverProtocol): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) next(error);
    else protocol.sendProblem(response, toRefusal(error));
  };
}

function listen(app: Express, { host = '127.0.0.1', port = 0 }: ReceiverSettings): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, host, (error?: Error) => {
      if (error === undefined) resolve(server);
      else reject(error);
    });
    server.keepAliveTimeout = 30_000;
  });
}

function toUrl(server: Server, { host = '127.0.0.1' }: ReceiverSettings): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
