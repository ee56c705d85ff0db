import { checkDocument } from '../bson/check-document.js';
import { BsonType } from '../bson/bson-type.js';
import { documentValue, RawValue } from '../bson/raw-value.js';
import { ProtocolError } from './protocol-error.js';

export const OP_MSG = 2013;
const OP_QUERY = 2004;
const OP_REPLY = 1;
export const HEADER_BYTES = 16;

const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** Bits below 16 that a receiver does not know must be refused, the rest may be ignored. */
const REQUIRED_BITS = 0xffff & ~(CHECKSUM_PRESENT | MORE_TO_COME);

/** One request, whichever opcode carried it. */
export interface Request {
  requestId: number;
  opcode: number;
  body: RawValue;
  /** Document sequences (section kind 1) by name. */
  sequences: ReadonlyMap<string, RawValue[]>;
  /** The client does not want a reply. */
  silent: boolean;
}

/** Reads a complete message; throws ProtocolError when it is not one that this server understands. */
export function parseMessage(message: Buffer): Request {
  const opcode = message.readInt32LE(12);
  if (opcode === OP_MSG) return parseOpMsg(message);
  if (opcode === OP_QUERY) return parseOpQuery(message);
  throw new ProtocolError(`unsupported opcode ${opcode}`);
}

function parseOpMsg(message: Buffer): Request {
  if (message.length < HEADER_BYTES + 4 + 1 + 5) throw new ProtocolError('OP_MSG is too short');
  const flags = message.readUInt32LE(HEADER_BYTES);
  if ((flags & REQUIRED_BITS) !== 0) throw new ProtocolError(`unknown OP_MSG flags ${flags}`);
  const limit = message.length - ((flags & CHECKSUM_PRESENT) !== 0 ? 4 : 0);
  let body: RawValue | undefined;
  const sequences = new Map<string, RawValue[]>();
  for (let at = HEADER_BYTES + 4; at < limit;) {
    const kind = message[at++];
    if (kind === 0) {
      if (body !== undefined) throw new ProtocolError('OP_MSG has two bodies');
      const end = checkDocument(message, at, limit);
      body = new RawValue(BsonType.object, message, at, end);
      at = end;
    } else if (kind === 1) at = parseSequence(message, at, limit, sequences);
    else throw new ProtocolError(`unknown OP_MSG section ${kind ?? 0}`);
  }
  if (body === undefined) throw new ProtocolError('OP_MSG has no body');
  return {
    requestId: message.readInt32LE(4),
    opcode: OP_MSG,
    body,
    sequences,
    silent: (flags & MORE_TO_COME) !== 0,
  };
}

function parseSequence(
  message: Buffer,
  start: number,
  limit: number,
  sequences: Map<string, RawValue[]>,
): number {
  if (start + 4 > limit) throw new ProtocolError('document sequence is cut off');
  const end = start + message.readInt32LE(start);
  const nameEnd = message.indexOf(0, start + 4);
  if (end < start + 5 || end > limit || nameEnd === -1 || nameEnd >= end)
    throw new ProtocolError('document sequence is damaged');
  const documents: RawValue[] = [];
  for (let at = nameEnd + 1; at < end;) {
    const next = checkDocument(message, at, end);
    // cut out, so that a stored document does not keep the whole message alive
    documents.push(documentValue(message.subarray(at, next)));
    at = next;
  }
  sequences.set(message.toString('utf8', start + 4, nameEnd), documents);
  return end;
}

/** The legacy form in which some drivers send their very first `isMaster`. */
function parseOpQuery(message: Buffer): Request {
  const nameEnd = message.indexOf(0, HEADER_BYTES + 4);
  const at = nameEnd + 1 + 8;
  if (nameEnd === -1 || at + 5 > message.length) throw new ProtocolError('OP_QUERY is damaged');
  if (!message.toString('utf8', HEADER_BYTES + 4, nameEnd).endsWith('.$cmd')) {
    throw new ProtocolError('OP_QUERY is only understood for the first handshake');
  }
  const end = checkDocument(message, at, message.length);
  const body = new RawValue(BsonType.object, message, at, end);
  return { requestId: message.readInt32LE(4), opcode: OP_QUERY, body, sequences: new Map(), silent: false };
}

let nextResponseId = 1;

/** Frames a reply in the form of its request. */
export function frameReply(request: Request, body: Buffer): Buffer[] {
  const isQuery = request.opcode === OP_QUERY;
  const head = Buffer.alloc(isQuery ? 36 : 21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(nextResponseId, 4);
  nextResponseId = (nextResponseId + 1) & 0x7fffffff;
  head.writeInt32LE(request.requestId, 8);
  head.writeInt32LE(isQuery ? OP_REPLY : OP_MSG, 12);
  if (isQuery) {
    head.writeInt32LE(8, 16); // AwaitCapable
    head.writeInt32LE(1, 32); // one document
  }
  return [head, body];
}
