import { createHash } from 'node:crypto';
import { BsonType, Rank, rankOf } from '../bson/bson-type.js';
import { compareDecimalToDouble, decimalToDouble, readDecimal } from '../bson/decimal128.js';
import { ElementReader, type RawValue } from '../bson/raw-value.js';

/**
 * Longest encoded field list of an index key. LMDB's own limit is higher; a bound keeps the tree's pages well filled.
 * Longer keys keep a prefix and end in a hash of the whole, so equal still means equal, only order is lost (`lossy`).
 */
const MAX_KEY_FIELDS = 960;
const HASH_BYTES = 16;
export const PREFIX_BYTES = MAX_KEY_FIELDS - HASH_BYTES;

const SIGN = 0x8000000000000000n;
const ALL = 0xffffffffffffffffn;

/** What follows the eight bytes of the nearest double: where the exact number lies relative to it. */
const Tail = { longBelow: 0x40, below: 0x60, exact: 0x80, above: 0xa0, longAbove: 0xc0 } as const;

/**
 * Writes values as bytes whose order is MongoDB's value order: a rank byte, then a self-delimiting body, so fields can
 * follow one another and a whole field can be inverted for a descending index.
 */
export class KeyWriter {
  #bytes = Buffer.allocUnsafeSlow(4096);
  #at = 0;
  /** Set when two different values may have got keys whose order is not theirs. */
  lossy = false;

  reset(): this {
    this.#at = 0;
    this.lossy = false;
    return this;
  }

  uint32(value: number): this {
    this.reserve(4);
    this.#at = this.#bytes.writeUInt32BE(value, this.#at);
    return this;
  }

  /** A record id, eight bytes, most significant first. */
  recordId(value: number): this {
    this.reserve(8);
    this.#at = this.#bytes.writeBigUInt64BE(BigInt(value), this.#at);
    return this;
  }

  append(bytes: Buffer): this {
    this.reserve(bytes.length);
    this.#at += bytes.copy(this.#bytes, this.#at);
    return this;
  }

  get length(): number {
    return this.#at;
  }

  finish(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#at));
  }

  /** One field of a key; a missing value is indexed as null. */
  field(value: RawValue | undefined, descending: boolean): this {
    const from = this.#at;
    if (value === undefined) this.byte(Rank.null);
    else this.value(value);
    if (descending) this.invert(from);
    return this;
  }

  /** Shortens what was written since `from` when it exceeds the limit. */
  limitFrom(from: number): this {
    if (this.#at - from <= MAX_KEY_FIELDS) return this;
    const hash = createHash('sha256').update(this.#bytes.subarray(from, this.#at)).digest();
    this.#at = from + PREFIX_BYTES;
    this.append(hash.subarray(0, HASH_BYTES));
    this.lossy = true;
    return this;
  }

  private value(value: RawValue): void {
    const rank = rankOf(value.type);
    this.byte(rank);
    this.body(rank, value);
  }

  private body(rank: number, value: RawValue): void {
    switch (rank) {
      case Rank.number:
        this.number(value);
        break;
      case Rank.string:
      case Rank.code:
        this.escaped(value.bytes, value.start + 4, value.end - 1);
        break;
      case Rank.object:
        this.elements(value, true);
        break;
      case Rank.array:
        this.elements(value, false);
        break;
      case Rank.binary:
        this.binary(value);
        break;
      case Rank.date:
        this.uint64(BigInt.asUintN(64, value.bytes.readBigInt64LE(value.start)) ^ SIGN);
        break;
      case Rank.timestamp:
        this.uint64(value.bytes.readBigUInt64LE(value.start));
        break;
      default:
        this.plain(rank, value);
    }
  }

  private plain(rank: number, value: RawValue): void {
    // values of fixed size need no end mark; null, MinKey and MaxKey are nothing but their rank
    if (rank === Rank.objectId || rank === Rank.bool || value.start === value.end)
      this.copy(value.bytes, value.start, value.end);
    else this.escaped(value.bytes, value.start, value.end);
  }

  private number(value: RawValue): void {
    if (value.type === BsonType.int32) this.double(value.bytes.readInt32LE(value.start), Tail.exact);
    else if (value.type === BsonType.double) this.double(value.bytes.readDoubleLE(value.start), Tail.exact);
    else if (value.type === BsonType.int64) this.long(value.bytes.readBigInt64LE(value.start), Tail.exact);
    else this.decimal(value);
  }

  private long(long: bigint, tail: number): void {
    const nearest = Number(long);
    const residual = Number(long - BigInt(nearest));
    if (residual === 0) {
      this.double(nearest, tail);
      return;
    }
    this.double(nearest, residual < 0 ? Tail.longBelow : Tail.longAbove);
    this.reserve(3);
    this.#at = this.#bytes.writeUInt16BE(residual + 0x8000, this.#at);
    this.byte(tail);
  }

  /** Decimals that are no double and no int64 keep their place between the neighbours but not among themselves. */
  private decimal(value: RawValue): void {
    const decimal = readDecimal(value);
    const nearest = decimalToDouble(value);
    if (decimal.kind !== 'finite' || (nearest === 0 && decimal.coefficient === 0n)) {
      this.double(nearest, Tail.exact);
      return;
    }
    if (Number.isFinite(nearest) && compareDecimalToDouble(decimal, nearest) === 0) {
      this.double(nearest, Tail.exact);
      return;
    }
    this.inexactDecimal(decimal, nearest);
  }

  private inexactDecimal(decimal: { coefficient: bigint; exponent: number }, nearest: number): void {
    const whole =
      decimal.exponent >= 0 && decimal.exponent < 20
        ? decimal.coefficient * 10n ** BigInt(decimal.exponent)
        : floorOf(decimal);
    if (whole !== undefined && BigInt.asIntN(64, whole) === whole && Math.abs(nearest) >= 2 ** 53) {
      const fraction =
        decimal.exponent < 0 && whole * 10n ** BigInt(-decimal.exponent) !== decimal.coefficient;
      this.long(whole, fraction ? Tail.above : Tail.exact);
      if (!fraction) return;
    } else {
      const finite = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, nearest));
      this.double(finite, compareDecimalToDouble(decimal, finite) < 0 ? Tail.below : Tail.above);
    }
    this.lossy = true;
    this.decimalHash(decimal);
  }

  private decimalHash({ coefficient, exponent }: { coefficient: bigint; exponent: number }): void {
    let digits = coefficient;
    let power = exponent;
    for (; digits % 10n === 0n; digits /= 10n) power++;
    this.append(createHash('sha256').update(`${digits.toString()}e${power}`).digest().subarray(0, 8));
  }

  private double(double: number, tail: number): void {
    this.reserve(9);
    if (Number.isNaN(double)) this.#bytes.fill(0, this.#at, this.#at + 8);
    else {
      this.#bytes.writeDoubleBE(double === 0 ? 0 : double, this.#at);
      if (double < 0)
        for (let i = 0; i < 8; i++) this.#bytes[this.#at + i] = ~(this.#bytes[this.#at + i] ?? 0);
      else this.#bytes[this.#at] = (this.#bytes[this.#at] ?? 0) | 0x80;
    }
    this.#at += 8;
    this.byte(tail);
  }

  private elements(container: RawValue, withNames: boolean): void {
    const reader = new ElementReader(container);
    while (reader.next()) {
      const rank = rankOf(reader.type);
      this.byte(rank);
      if (withNames) this.copy(reader.bytes, reader.nameStart, reader.nameEnd + 1);
      this.body(rank, reader.value);
    }
    this.byte(0);
  }

  private binary(value: RawValue): void {
    this.uint32(value.bytes.readInt32LE(value.start));
    this.copy(value.bytes, value.start + 4, value.end);
  }

  /** Bytes that may hold zeros: 00 becomes 00 FF, the end is 00 01. */
  private escaped(bytes: Buffer, start: number, end: number): void {
    this.reserve((end - start) * 2 + 2);
    const zero = bytes.indexOf(0, start);
    if (zero === -1 || zero >= end) this.#at += bytes.copy(this.#bytes, this.#at, start, end);
    else this.escapeZeros(bytes, start, end);
    this.#bytes[this.#at++] = 0;
    this.#bytes[this.#at++] = 1;
  }

  private escapeZeros(bytes: Buffer, start: number, end: number): void {
    for (let i = start; i < end; i++) {
      const byte = bytes[i] ?? 0;
      this.#bytes[this.#at++] = byte;
      if (byte === 0) this.#bytes[this.#at++] = 0xff;
    }
  }

  private copy(bytes: Buffer, start: number, end: number): void {
    this.reserve(end - start);
    this.#at += bytes.copy(this.#bytes, this.#at, start, end);
  }

  private uint64(value: bigint): void {
    this.reserve(8);
    this.#at = this.#bytes.writeBigUInt64BE(value & ALL, this.#at);
  }

  private byte(value: number): void {
    this.reserve(1);
    this.#bytes[this.#at++] = value;
  }

  private invert(from: number): void {
    for (let i = from; i < this.#at; i++) this.#bytes[i] = ~(this.#bytes[i] ?? 0);
  }

  private reserve(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#at + size, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }
}

/** Largest whole number not above the decimal; undefined when that takes no part in the int64 range anyway. */
function floorOf(decimal: { coefficient: bigint; exponent: number }): bigint | undefined {
  if (decimal.exponent >= 0) return undefined;
  const unit = 10n ** BigInt(-decimal.exponent);
  const quotient = decimal.coefficient / unit;
  return decimal.coefficient < 0n && quotient * unit !== decimal.coefficient ? quotient - 1n : quotient;
}
