import { Type, type Static } from 'typebox';
import { DeliveryOperation, Receipt, type ReceiptStatus } from '../../../schemas/delivery.js';
import { toInstant, type Clock } from '../../../schemas/instant.js';
import { ItemKind } from '../../../schemas/item-kind.js';
import { Lane } from '../../../schemas/lane.js';
import { count, listOf, longText, oneOf, optional, shape, text } from '../../../schemas/shape.js';
import { validator } from '../../../schemas/validator.js';
import { openJournal, type LinePosition } from './journal.js';
import { Refusal } from './refusal.js';

/** One operation as it was received and found to be in order. */
export const ReceivedOperation = shape({
  idempotencyKey: text('itemId.revision.operation', 300),
  itemId: text('受理编号', 64),
  revision: count('revision'),
  operation: DeliveryOperation,
  lane: Lane,
  organization: text('name of the unit', 200),
  digest: text('digest of what was asked, without times and signatures', 64),
  reason: optional(text('why', 2000)),
  content: optional(
    shape({
      kind: ItemKind,
      title: text('title', 500),
      column: optional(text('column', 200)),
      bodyText: longText('plain text'),
    }),
  ),
});
export type ReceivedOperation = Static<typeof ReceivedOperation>;

export const VERDICTS = ['adopted', 'declined', 'accepted'] as const;
/** What the editors make of an operation; `accepted` leaves it undecided. */
export type Verdict = (typeof VERDICTS)[number];

const LedgerLine = Type.Union([
  shape({
    type: oneOf(['effect'], 'an operation took effect'),
    operation: ReceivedOperation,
    receipt: Receipt,
    verdict: oneOf(VERDICTS, 'what the editors will say'),
    receivedAtMs: count('Unix time in milliseconds'),
  }),
  shape({ type: oneOf(['decision'], 'an editor decided'), receipt: Receipt }),
  shape({
    type: oneOf(['acknowledged'], 'the sender confirmed these receipts'),
    idempotencyKeys: listOf(text('key', 300), 'keys'),
  }),
]);
const ledgerLine = validator(LedgerLine);

/** What took effect, once per idempotency key. */
export interface Effect {
  idempotencyKey: string;
  revision: number;
  operation: DeliveryOperation;
  lane: Lane;
  digest: string;
  /** The receipt of the answer. */
  receipt: Receipt;
  verdict: Verdict;
  /** The receipt of the verdict, once it is given. */
  decision?: Receipt;
  receivedAtMs: number;
  /** Requests with this key, the first included; only the first had an effect. In this process's lifetime. */
  requests: number;
  position?: LinePosition;
}

export interface HeldItem {
  itemId: string;
  organization: string;
  title: string;
  kind?: ItemKind;
  column?: string;
  /** Newest last. */
  effects: [Effect, ...Effect[]];
}

/** What the answer to a new operation will say. */
export interface FirstReceipt {
  status: ReceiptStatus;
  verdict: Verdict;
  url: string;
}

export interface Ledger {
  items: ReadonlyMap<string, HeldItem>;
  /** Applies an operation once and durably; a repeated key gets the receipt it got first. Throws Refusal. */
  apply(operation: ReceivedOperation, first: FirstReceipt): Promise<Effect>;
  /** What is durable under a key. */
  findEffect(idempotencyKey: string): Promise<Effect | undefined>;
  /** Records a verdict, which then waits for the sender's acknowledgement. */
  decide(receipt: Receipt): Promise<void>;
  acknowledge(receipts: readonly Receipt[]): Promise<void>;
  /** Verdicts the sender has not acknowledged, oldest first. */
  unacknowledged(): Receipt[];
  readOperation(effect: Effect): Promise<ReceivedOperation | undefined>;
  close(): Promise<void>;
}

/** What the portal holds, kept in a journal and read again at start. */
export async function openLedger(file: string, prefix: string, clock: Clock): Promise<Ledger> {
  const books = createBooks();
  const journal = await openJournal(file, (line, position) => {
    books.replay(line, position);
  });

  async function apply(operation: ReceivedOperation, first: FirstReceipt): Promise<Effect> {
    const known = books.effects.get(operation.idempotencyKey);
    if (known !== undefined) {
      checkSameRequest(known, operation);
      known.requests += 1;
      await journal.settled();
      return known;
    }
    checkOrder(books.items.get(operation.itemId), operation);
    const receiptNumber = `${prefix}-${String(books.effects.size + 1).padStart(8, '0')}`;
    const receipt = toFirstReceipt(operation, first, receiptNumber, clock());
    const line = { operation, receipt, verdict: first.verdict, receivedAtMs: clock().getTime() };
    const effect = books.enter(line);
    effect.position = await journal.append({ type: 'effect', ...line });
    return effect;
  }

  return {
    items: books.items,
    apply,
    async findEffect(key) {
      await journal.settled();
      return books.effects.get(key);
    },
    async decide(receipt) {
      await journal.append({ type: 'decision', receipt });
      books.decide(receipt);
    },
    async acknowledge(receipts) {
      const idempotencyKeys = receipts.map(({ idempotencyKey }) => idempotencyKey);
      await journal.append({ type: 'acknowledged', idempotencyKeys });
      books.acknowledge(idempotencyKeys);
    },
    unacknowledged: () => [...books.pending.values()],
    async readOperation({ position }) {
      if (position === undefined) return undefined;
      const line = ledgerLine.parse(await journal.read(position), 'line of the ledger');
      return line.type === 'effect' ? line.operation : undefined;
    },
    close: () => journal.close(),
  };
}

function toFirstReceipt(
  { idempotencyKey, content }: ReceivedOperation,
  { status, url }: FirstReceipt,
  receiptNumber: string,
  now: Date,
): Receipt {
  return {
    ...{ idempotencyKey, status, receiptNumber, at: toInstant(now) },
    ...(status === 'withdrawn' ? {} : { url }),
    ...(content?.column !== undefined && { column: content.column }),
  };
}

interface EffectLine {
  operation: ReceivedOperation;
  receipt: Receipt;
  verdict: Verdict;
  receivedAtMs: number;
}

/** The ledger in memory; bodies stay in the file. */
function createBooks() {
  const items = new Map<string, HeldItem>();
  const effects = new Map<string, Effect>();
  const pending = new Map<string, Receipt>();

  function enter({ operation: received, receipt, verdict, receivedAtMs }: EffectLine): Effect {
    const { idempotencyKey, revision, operation, lane, digest, itemId, organization, content } = received;
    const effect: Effect = {
      ...{ idempotencyKey, revision, operation, lane, digest, receipt, verdict, receivedAtMs },
      requests: 1,
    };
    effects.set(idempotencyKey, effect);
    const held = items.get(itemId);
    items.set(itemId, {
      itemId,
      organization,
      title: content?.title ?? held?.title ?? '',
      ...pickDefined('kind', content?.kind ?? held?.kind),
      ...pickDefined('column', content === undefined ? held?.column : content.column),
      effects: held === undefined ? [effect] : [...held.effects, effect],
    });
    return effect;
  }

  function decide(receipt: Receipt): void {
    const effect = effects.get(receipt.idempotencyKey);
    if (effect !== undefined) effect.decision = receipt;
    pending.set(receipt.idempotencyKey, receipt);
  }

  function acknowledge(keys: readonly string[]): void {
    for (const key of keys) pending.delete(key);
  }

  function replay(raw: unknown, position: LinePosition): void {
    const line = ledgerLine.parse(raw, 'line of the ledger');
    if (line.type === 'effect') enter(line).position = position;
    else if (line.type === 'decision') decide(line.receipt);
    else acknowledge(line.idempotencyKeys);
  }

  return { items, effects, pending, enter, decide, acknowledge, replay };
}

function pickDefined<K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> {
  const picked: Partial<Record<K, V>> = {};
  if (value !== undefined) picked[name] = value;
  return picked;
}

function checkSameRequest(known: Effect, operation: ReceivedOperation): void {
  if (known.digest === operation.digest) return;
  throw new Refusal(
    422,
    'idempotency-conflict',
    `${operation.idempotencyKey} was used for other content before`,
  );
}

/** A revision never goes back; at the same revision a withdrawal beats what it withdraws, and nothing revives it. */
function checkOrder(held: HeldItem | undefined, { revision, operation, itemId }: ReceivedOperation): void {
  const last = held?.effects.at(-1);
  if (last === undefined || revision > last.revision) return;
  const withdraws = operation === 'withdraw' && last.operation !== 'withdraw';
  if (revision === last.revision && withdraws) return;
  throw new Refusal(
    409,
    'stale-revision',
    `${itemId} stands at ${last.operation} of revision ${last.revision}`,
  );
}
