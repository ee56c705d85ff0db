import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Express, Request } from 'express';
import { memoryPages, validateXML } from 'xmllint-wasm';
import { toItemsDigest } from '../../../adapters/portals/central-message.js';
import { checkSignature, type SignatureAlgorithm } from '../../../adapters/portals/message-signature.js';
import { buildXmlDocument, parseXmlDocument } from '../../../adapters/portals/xml-document.js';
import {
  CENTRAL_LISTS,
  centralPackage,
  type CentralItem,
  type CentralPackage,
} from '../../../schemas/central-package.js';
import { CENTRAL_RECEIPT_NAMESPACE } from '../../../schemas/central-receipt.js';
import type { Receipt } from '../../../schemas/delivery.js';
import { packageRoot } from '../../package-root.js';
import type { ReceivedOperation } from './ledger.js';
import { readText } from './receiver-request.js';
import { startReceiver, type PortalReceiver, type ReceiverDesk, type ReceiverSettings } from './receiver.js';
import { Refusal } from './refusal.js';

export interface CentralReceiverSettings extends ReceiverSettings {
  /** The sender's `signingKey`. */
  signingKey: string;
  /** As agreed with the sender; default hmac-sha256. With sm2 `signingKey` is the sender's public key. */
  signature?: SignatureAlgorithm;
  /** Senders that are registered; default: any. */
  senders?: readonly string[];
  /**
   * Validates every n-th package against the XSD as well, before it is answered; 0, the default, none. One validation
   * costs about 50 ms, because the validator starts a worker of its own each time; the schema check that every package
   * passes costs a fraction of a millisecond and differs only in not seeing the order of elements.
   */
  xsdEvery?: number;
}

const XML_TYPE = 'application/xml';

/** Reference receiver of the central portal: checks strictly, keeps durably, adopts by rule, sends signed receipts. */
export async function createCentralReceiver(settings: CentralReceiverSettings): Promise<PortalReceiver> {
  const checkXsd = await createXsdCheck(settings.xsdEvery ?? 0);
  return startReceiver(settings, {
    title: { zh: '中央政府门户网站（演示）', en: 'Central government portal (demonstration)' },
    prefix: 'ZY',
    paths: ['packages', 'receipts'],
    decidesLater: true,
    adopt: ({ content }) => (content?.kind === 'news' || content?.kind === 'notice' ? 'adopted' : 'accepted'),
    callbackFormat: { contentType: XML_TYPE, toBody: toReceiptsXml },
    addRoutes: (app, desk) => {
      addRoutes(app, desk, settings, checkXsd);
    },
    sendProblem: (response, { status, code, message }) => {
      const problem = { '@_xmlns': CENTRAL_RECEIPT_NAMESPACE, code, message: message.slice(0, 2000) };
      response.status(status).type(XML_TYPE).send(buildXmlDocument({ problem }));
    },
  });
}

function addRoutes(
  app: Express,
  desk: ReceiverDesk,
  settings: CentralReceiverSettings,
  checkXsd: (xml: string) => Promise<void>,
): void {
  app.post('/packages', async (request, response) => {
    if (request.is(XML_TYPE) === false) throw new Refusal(415, 'unsupported-media-type', 'XML is expected');
    const xml = readText(request.body);
    checkSignature(settings.signingKey, toHeaderRecord(request), xml, desk.clock(), settings.signature);
    await checkXsd(xml);
    const operation = readPackage(xml, request.get('idempotency-key'), settings.senders);
    desk.answer(response, XML_TYPE, toReceiptsXml([await desk.receive(operation)]));
  });
  app.get('/receipts/:idempotencyKey', async (request, response) => {
    const key = request.params.idempotencyKey;
    checkSignature(settings.signingKey, toHeaderRecord(request), key, desk.clock(), settings.signature);
    desk.answer(response, XML_TYPE, toReceiptsXml([await desk.find(key)]));
  });
}

/** Elements in the order of `central-receipt.xsd`, whatever order the receipt was made in. */
export function toReceiptsXml(receipts: readonly Receipt[]): string {
  const receipt = receipts.map(({ idempotencyKey, status, receiptNumber, at, url, column, reason }) => ({
    ...{ idempotencyKey, status, receiptNumber, at, url, column, reason },
  }));
  return buildXmlDocument({ receipts: { '@_xmlns': CENTRAL_RECEIPT_NAMESPACE, receipt } });
}

function readPackage(
  xml: string,
  key: string | undefined,
  senders: readonly string[] | undefined,
): ReceivedOperation {
  const tree = centralPackage.parse(parseXmlDocument(xml, CENTRAL_LISTS), 'package');
  const { header, items } = tree.package;
  const digest = toItemsDigest(xml, header.digestAlgorithm);
  if (header.digest !== digest)
    throw new Refusal(422, 'digest-mismatch', 'the digest is not that of the items');
  if (senders !== undefined && !senders.includes(header.sender)) {
    throw new Refusal(403, 'unknown-sender', `${header.sender} is not registered`);
  }
  checkKeys(tree, key);
  checkFiles(tree);
  return toReceived(items.item, header, digest);
}

function checkKeys({ package: { header, items } }: CentralPackage, key: string | undefined): void {
  const { itemId, revision, operation, idempotencyKey, content } = items.item;
  const expected = `${itemId}.${revision}.${operation}`;
  if (idempotencyKey !== expected || header.packageId !== expected || key !== expected) {
    throw new Refusal(422, 'key-mismatch', `package id, item key and Idempotency-Key must be ${expected}`);
  }
  if ((content === undefined) !== (operation === 'withdraw')) {
    throw new Refusal(422, 'content-mismatch', 'a withdrawal carries no content, everything else does');
  }
}

/** A file that travels inside must be the one that its hash names. */
function checkFiles({ package: { items } }: CentralPackage): void {
  const { images, attachments } = items.item.content ?? {};
  for (const { url, sha256, data } of [...(images?.image ?? []), ...(attachments?.attachment ?? [])]) {
    if (data === undefined) continue;
    const digest = createHash('sha256').update(Buffer.from(data, 'base64')).digest('hex');
    if (digest !== sha256)
      throw new Refusal(422, 'file-mismatch', `the bytes of ${url} are not those of its hash`);
  }
}

function toReceived(
  item: CentralItem,
  header: CentralPackage['package']['header'],
  digest: string,
): ReceivedOperation {
  const { idempotencyKey, itemId, revision, operation, organization, reason, content } = item;
  return {
    ...{ idempotencyKey, itemId, operation, digest },
    revision: Number(revision),
    lane: header.lane,
    organization: organization.name,
    ...(reason !== undefined && { reason }),
    ...(content && {
      content: {
        kind: content.kind,
        title: content.title,
        bodyText: content.bodyText,
        ...(content.column !== undefined && { column: content.column }),
      },
    }),
  };
}

function toHeaderRecord(request: Request): Record<string, string> {
  const entries = Object.entries(request.headers).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(entries);
}

async function createXsdCheck(every: number): Promise<(xml: string) => Promise<void>> {
  if (every === 0) return () => Promise.resolve();
  const schema = await readFile(join(packageRoot, 'schemas/central-package.xsd'), 'utf8');
  let seen = 0;
  return async (xml) => {
    seen += 1;
    if (seen % every !== 0) return;
    const { valid, errors } = await validateXML({ xml, schema, maxMemoryPages: 256 * memoryPages.MiB });
    if (!valid) throw new Refusal(422, 'xsd-invalid', errors.map(({ message }) => message).join('; '));
  };
}
