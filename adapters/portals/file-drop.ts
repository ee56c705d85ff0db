import { Type, type Static } from 'typebox';
import type { Receipt } from '../../schemas/delivery.js';
import { AppError } from '../../schemas/errors.js';
import { toInstant } from '../../schemas/instant.js';
import { address, identifier, oneOf, optional, shape } from '../../schemas/shape.js';
import type { PortalAdapter, PortalContext, PortalOrder } from '../portal-adapter.js';
import { bucketDrop } from './bucket-drop.js';
import { buildCentralPackage } from './central-message.js';
import { ColumnsByKind } from './columns.js';
import { toPortalEvent } from './portal-event.js';
import { PublicList, readPublicList } from './public-list.js';

export const FileDropOptions = shape(
  {
    target: Type.String({
      pattern:
        '^(folder:[A-Za-z0-9][A-Za-z0-9_-]{0,63}|s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9/_-]{0,200})?)$',
      description: '投放处 folder:<name> below DROP_DIR, or s3://bucket/prefix',
    }),
    format: oneOf(['json', 'xml'], 'json: portal event; xml: package of the central portal'),
    endpoint: optional(address('S3 兼容服务 address of a service other than Amazon’s, bucket in the path')),
    region: optional(identifier('region of the bucket; default us-east-1')),
    sender: optional(identifier('报送方 sender in the package; default baosong')),
    columns: optional(ColumnsByKind),
    publicList: optional(PublicList),
  },
  '文件投放 options of a folder or bucket that another system takes files from',
);
export type FileDropOptions = Static<typeof FileDropOptions>;

const BUCKET_SECRETS = ['accessKeyId', 'secretAccessKey'] as const;

/**
 * 文件投放: one file an order, whole or not at all, named by the idempotency key, so that a repeat is the same file again.
 * The receipt says that the file is there; what becomes of it is read in the portal's public list, if it has one.
 */
export const fileDrop: PortalAdapter<FileDropOptions> = {
  name: 'file-drop',
  title: { zh: '文件投放（目录或 S3）', en: 'File drop (folder or S3)' },
  example: { target: 'folder:central', format: 'xml', sender: 'bm07000001' },
  optionsSchema: FileDropOptions,
  secrets: BUCKET_SECRETS,
  neededSecrets: ({ target }) => (target.startsWith('s3:') ? BUCKET_SECRETS : []),
  operations: ['publish', 'correct', 'withdraw'],
  acknowledges: ({ publicList }) => ['answer', 'asking', ...(publicList ? (['public-list'] as const) : [])],
  fieldNames: ({ format }) => (format === 'json' ? 'theirs' : 'ours'),
  send: drop,
  withdraw: drop,
  async findReceipt(idempotencyKey, options, ctx) {
    const name = fileName(idempotencyKey, options);
    const found = await placeOf(options, ctx).find(name);
    return found && toReceipt(idempotencyKey, name, found.at);
  },
  readList: async ({ publicList }, ctx) => (publicList ? readPublicList(publicList, ctx) : []),
};

async function drop(order: PortalOrder, options: FileDropOptions, ctx: PortalContext): Promise<Receipt> {
  const name = fileName(order.idempotencyKey, options);
  const now = ctx.now();
  await placeOf(options, ctx).put(name, toBody(order, options, now));
  return toReceipt(order.idempotencyKey, name, now);
}

function placeOf(options: FileDropOptions, ctx: PortalContext) {
  const { target } = options;
  return target.startsWith('folder:')
    ? ctx.dropFolder(target.slice('folder:'.length))
    : bucketDrop(options, ctx);
}

/** A repeat is the same file to the byte: it tells the time of the decision, not of the attempt. */
function toBody(
  order: PortalOrder,
  { format, sender = 'baosong', columns }: FileDropOptions,
  now: Date,
): string {
  const at = order.decidedAt === undefined ? now : new Date(order.decidedAt);
  return format === 'json'
    ? `${JSON.stringify(toPortalEvent(order, columns, at))}\n`
    : buildCentralPackage(order, { sender, ...(columns && { columns }) }, at);
}

function fileName(idempotencyKey: string, { format }: FileDropOptions): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(idempotencyKey)) return `${idempotencyKey}.${format}`;
  throw new AppError('internal', `${idempotencyKey} is no name for a file`);
}

/** Issued by nobody: the file is the receipt. */
function toReceipt(idempotencyKey: string, name: string, at: Date): Receipt {
  const status = idempotencyKey.endsWith('.withdraw') ? 'withdrawn' : 'accepted';
  return { idempotencyKey, status, receiptNumber: name, at: toInstant(at) };
}
