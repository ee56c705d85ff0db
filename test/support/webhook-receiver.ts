import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { portalEvent, type PortalEvent } from '../../schemas/portal-event.js';
import type { ReceivedOperation } from '../../src/sandbox/portals/ledger.js';
import { parseJsonBody, readText } from '../../src/sandbox/portals/receiver-request.js';
import {
  startReceiver,
  type PortalReceiver,
  type ReceiverSettings,
} from '../../src/sandbox/portals/receiver.js';
import { Refusal } from '../../src/sandbox/portals/refusal.js';

export interface WebhookReceiverSettings extends ReceiverSettings {
  /** `whsec_…` of the sender. */
  signingSecret: string;
}

const TYPES = { publish: 'item.published', correct: 'item.corrected', withdraw: 'item.withdrawn' };

/** Receives signed events as any system would that uses the official package: what it does not verify is refused. */
export function createWebhookReceiver(settings: WebhookReceiverSettings): Promise<PortalReceiver> {
  const verifier = new Webhook(settings.signingSecret);
  return startReceiver(settings, {
    title: { zh: 'Webhook 接收端', en: 'Webhook receiver' },
    prefix: 'WH',
    paths: ['events'],
    decidesLater: false,
    adopt: () => 'accepted',
    callbackFormat: { contentType: 'application/json', toBody: (receipts) => JSON.stringify(receipts) },
    addRoutes: (app, desk) => {
      app.post('/events', async (request, response) => {
        const received = toReceived(request, verifier);
        await desk.receive(received);
        desk.answer(response, 'application/json', '{}');
      });
    },
    sendProblem: (response, { status, code, message }) => {
      response.status(status).json({ code, message });
    },
  });
}

function toReceived(request: Request, verifier: Webhook): ReceivedOperation {
  verify(request, verifier);
  const event = portalEvent.parse(parseJsonBody(request.body), 'event');
  const { idempotencyKey, operation } = event.data;
  if (request.get('webhook-id') !== idempotencyKey || event.type !== TYPES[operation])
    throw new Refusal(422, 'key-mismatch', 'id, key and type must name the same operation');
  return toOperation(event);
}

function verify(request: Request, verifier: Webhook): void {
  try {
    verifier.verify(readText(request.body), {
      'webhook-id': request.get('webhook-id') ?? '',
      'webhook-timestamp': request.get('webhook-timestamp') ?? '',
      'webhook-signature': request.get('webhook-signature') ?? '',
    });
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    throw new Refusal(401, 'signature-invalid', error.message);
  }
}

function toOperation({ data }: PortalEvent): ReceivedOperation {
  const { idempotencyKey, itemId, revision, operation, lane, organization, reason, content, column } = data;
  return {
    ...{ idempotencyKey, itemId, revision, operation, lane, organization: organization.name },
    digest: createHash('sha256').update(JSON.stringify({ column, content })).digest('hex'),
    ...(reason !== undefined && { reason }),
    ...(content && {
      content: {
        ...{ kind: content.kind, title: content.title, bodyText: content.bodyText },
        ...(column !== undefined && { column }),
      },
    }),
  };
}
