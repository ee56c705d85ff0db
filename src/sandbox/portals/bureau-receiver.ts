import { createHash } from 'node:crypto';
import type { Express, Request } from 'express';
import { bureauArticle, bureauWithdrawal, type BureauWithdrawal } from '../../../schemas/bureau-api.js';
import type { ItemContent } from '../../../schemas/item-content.js';
import type { ReceivedOperation } from './ledger.js';
import { checkBearer, parseJsonBody } from './receiver-request.js';
import { startReceiver, type PortalReceiver, type ReceiverDesk, type ReceiverSettings } from './receiver.js';
import { Refusal } from './refusal.js';

const JSON_TYPE = 'application/json';

/** Reference receiver of the bureau portal: checks strictly, keeps durably, misbehaves when told to. */
export function createBureauReceiver(settings: ReceiverSettings): Promise<PortalReceiver> {
  return startReceiver(settings, {
    title: { zh: '局门户网站（演示）', en: 'Bureau portal (demonstration)' },
    prefix: 'JM',
    paths: ['articles', 'operations'],
    decidesLater: false,
    adopt: () => 'adopted',
    callbackFormat: { contentType: JSON_TYPE, toBody: (receipts) => JSON.stringify({ receipts }) },
    addRoutes: (app, desk) => {
      addRoutes(app, desk, settings.token);
    },
    sendProblem: (response, { status, code, message }) => {
      response.status(status).json({ code, message: message.slice(0, 2000) });
    },
  });
}

function addRoutes(app: Express, desk: ReceiverDesk, token: string): void {
  app.put('/articles/:itemId', async (request, response) => {
    checkRequest(request, token);
    const { content, column, ...operation } = bureauArticle.parse(parseJsonBody(request.body), 'article');
    if (operation.operation === 'withdraw')
      throw new Refusal(422, 'wrong-operation', 'an article is not a withdrawal');
    const received = toReceived(request, operation, { content, column });
    desk.answer(response, JSON_TYPE, JSON.stringify(await desk.receive(received)));
  });
  app.post('/articles/:itemId/withdrawal', async (request, response) => {
    checkRequest(request, token);
    const operation = bureauWithdrawal.parse(parseJsonBody(request.body), 'withdrawal');
    if (operation.operation !== 'withdraw')
      throw new Refusal(422, 'wrong-operation', 'this is not a withdrawal');
    desk.answer(response, JSON_TYPE, JSON.stringify(await desk.receive(toReceived(request, operation))));
  });
  app.get('/operations/:idempotencyKey', async (request, response) => {
    checkBearer(request.headers.authorization, token);
    desk.answer(response, JSON_TYPE, JSON.stringify(await desk.find(request.params.idempotencyKey)));
  });
}

function checkRequest(request: Request, token: string): void {
  checkBearer(request.headers.authorization, token);
  if (request.is(JSON_TYPE) === false) throw new Refusal(415, 'unsupported-media-type', 'JSON is expected');
}

function toReceived(
  request: Request<{ itemId: string }>,
  operation: BureauWithdrawal,
  article?: { content: ItemContent; column: string | undefined },
): ReceivedOperation {
  const idempotencyKey = `${operation.itemId}.${operation.revision}.${operation.operation}`;
  if (request.params.itemId !== operation.itemId) {
    throw new Refusal(422, 'item-mismatch', 'address and body name different items');
  }
  if (request.get('idempotency-key') !== idempotencyKey) {
    throw new Refusal(422, 'key-mismatch', `the Idempotency-Key must be ${idempotencyKey}`);
  }
  const { organization, ...rest } = operation;
  return {
    ...rest,
    idempotencyKey,
    organization: organization.name,
    digest: toDigest(operation, article),
    ...(article && { content: toHeldContent(article) }),
  };
}

function toHeldContent({ content, column }: { content: ItemContent; column: string | undefined }) {
  const { kind, title, bodyText } = content;
  return { kind, title, bodyText, ...(column !== undefined && { column }) };
}

/** Of what is asked for: the lane says how fast, not what, and may rise between two attempts. */
function toDigest({ lane: _lane, ...asked }: BureauWithdrawal, article: object | undefined): string {
  return createHash('sha256').update(JSON.stringify({ asked, article })).digest('hex');
}
