import { Type, type Static } from 'typebox';
import { CENTRAL_LISTS } from '../../schemas/central-package.js';
import { centralProblem, centralReceipts } from '../../schemas/central-receipt.js';
import type { Receipt } from '../../schemas/delivery.js';
import { AppError, isAppError } from '../../schemas/errors.js';
import { address, identifier, oneOf, optional, shape } from '../../schemas/shape.js';
import type { PortalAdapter, PortalContext, PortalOrder, PortalResponse } from '../portal-adapter.js';
import { buildCentralPackage } from './central-message.js';
import { ColumnsByKind } from './columns.js';
import { readInlineFiles } from './inline-files.js';
import { checkSignature, SIGNATURE_ALGORITHMS, signMessage } from './message-signature.js';
import {
  checkAnswerToQuestion,
  checkReceipt,
  checkReceiptAddress,
  checkStatus,
  joinUrl,
  toText,
  unreadable,
} from './portal-answer.js';
import { PublicList, readPublicList } from './public-list.js';
import { parseXmlDocument } from './xml-document.js';

/** Twelve million bytes are sixteen in base64: what a receiver of XML takes in one piece without ado. */
const MOST_INLINE_BYTES = 12_000_000;

export const CentralOptions = shape(
  {
    baseUrl: address('address of the receiving interface'),
    sender: identifier('报送方 sender agreed with the portal'),
    columns: optional(ColumnsByKind),
    signature: optional(
      oneOf(
        SIGNATURE_ALGORITHMS,
        '签名算法 of both sides; default hmac-sha256; with hmac-sm3 and sm2 the digest is SM3 too',
      ),
    ),
    inlineFiles: optional(
      shape(
        {
          fileBytes: Type.Integer({
            minimum: 1,
            maximum: MOST_INLINE_BYTES,
            description: '单个文件上限 largest file that travels inside, in bytes',
          }),
          packageBytes: Type.Integer({
            minimum: 1,
            maximum: MOST_INLINE_BYTES,
            description: '每包文件总量上限 most that the files of one package take together, in bytes',
          }),
        },
        '附件随包传送 small files travel inside the package; absent: all go by reference',
      ),
    ),
    publicList: optional(PublicList),
  },
  '中央门户 options of the central portal',
);
export type CentralOptions = Static<typeof CentralOptions>;

/**
 * 中央政府门户网站: signed XML packages, receipts in XML. The contract is docs/central-portal.md with
 * `schemas/central-package.xsd` and `schemas/central-receipt.xsd`. `signingKey` signs what we send, `callbackKey` is
 * what the portal signs with.
 */
export const central: PortalAdapter<CentralOptions> = {
  name: 'central',
  title: { zh: '中央政府门户网站（XML 报送包）', en: 'Central government portal (XML packages)' },
  example: {
    baseUrl: 'https://www.example.gov.cn/receive',
    sender: 'bm07000001',
    columns: { news: '部门动态', notice: '通知公告' },
  },
  optionsSchema: CentralOptions,
  secrets: ['signingKey', 'callbackKey'],
  operations: ['publish', 'correct', 'withdraw'],
  acknowledges: ({ publicList }) => [
    ...(['answer', 'callback', 'asking'] as const),
    ...(publicList ? (['public-list'] as const) : []),
  ],
  fieldNames: () => 'ours',
  send: sendPackage,
  withdraw: sendPackage,

  async findReceipt(idempotencyKey, options, ctx) {
    const response = await ctx.exchange({
      method: 'GET',
      url: joinUrl(options.baseUrl, 'receipts', idempotencyKey),
      headers: {
        accept: 'application/xml',
        // A question has no body: the key that is asked for is signed in its place.
        ...signMessage(ctx.secret('signingKey'), idempotencyKey, ctx.now(), options.signature),
      },
    });
    if (response.status === 404 && isUnknownOperation(response)) return undefined;
    checkAnswerToQuestion(response);
    return readReceipt(response, idempotencyKey, ctx);
  },

  readCallback({ headers, body }, options, ctx) {
    checkSignature(ctx.secret('callbackKey'), headers, body, ctx.now(), options.signature);
    const { receipts } = centralReceipts.parse(parseCallback(body), 'receipt callback');
    receipts.receipt.forEach(checkReceiptAddress);
    return receipts.receipt;
  },

  readList: async ({ publicList }, ctx) => (publicList ? readPublicList(publicList, ctx) : []),
};

async function sendPackage(
  order: PortalOrder,
  options: CentralOptions,
  ctx: PortalContext,
): Promise<Receipt> {
  const now = ctx.now();
  const { inlineFiles, signature = 'hmac-sha256' } = options;
  const files = inlineFiles && (await readInlineFiles(order, inlineFiles, ctx));
  const digestAlgorithm = signature === 'hmac-sha256' ? 'SHA-256' : 'SM3';
  const body = buildCentralPackage(order, { ...options, digestAlgorithm }, now, files);
  const response = await ctx.exchange({
    method: 'POST',
    url: joinUrl(options.baseUrl, 'packages'),
    headers: {
      accept: 'application/xml',
      'content-type': 'application/xml; charset=utf-8',
      'idempotency-key': order.idempotencyKey,
      ...signMessage(ctx.secret('signingKey'), body, now, signature),
    },
    body,
  });
  return readReceipt(response, order.idempotencyKey, ctx);
}

function readReceipt(response: PortalResponse, idempotencyKey: string, ctx: PortalContext): Receipt {
  checkStatus(response, ctx);
  const checked = centralReceipts.check(tryXml(response.body));
  if (!checked.ok) throw unreadable('it is not a receipt document', { fields: checked.fields });
  const [only, ...others] = checked.value.receipts.receipt;
  if (only === undefined || others.length > 0) throw unreadable('it does not hold exactly one receipt');
  return checkReceipt(only, idempotencyKey);
}

function isUnknownOperation(response: PortalResponse): boolean {
  const checked = centralProblem.check(tryXml(response.body));
  return checked.ok && checked.value.problem.code === 'unknown-operation';
}

function tryXml(body: Uint8Array): unknown {
  try {
    return parseXmlDocument(toText(body), CENTRAL_LISTS);
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
}

function parseCallback(body: Uint8Array): unknown {
  const tree = tryXml(body);
  if (tree === undefined)
    throw new AppError('validation-failed', 'the receipt callback is not XML of the contract');
  return tree;
}
