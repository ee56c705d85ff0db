import { BsonType } from './bson-type.js';
import type { RawValue } from './raw-value.js';

/**
 * A growing buffer for building BSON. One writer is reused for many documents: `finish` copies the result out, so a
 * finished document never shares bytes with the next one.
 */
export class BsonWriter {
  #bytes = Buffer.allocUnsafeSlow(1 << 16);
  #at = 0;

  reset(): void {
    this.#at = 0;
    // one huge reply must not pin its buffer for the rest of the process
    if (this.#bytes.length > 1 << 22) this.#bytes = Buffer.allocUnsafeSlow(1 << 16);
  }

  get length(): number {
    return this.#at;
  }

  /** A copy of everything written since `reset`. */
  finish(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#at));
  }

  /** Starts a document or array value and returns the mark that `close` needs. */
  open(): number {
    this.reserve(4);
    const mark = this.#at;
    this.#at += 4;
    return mark;
  }

  close(mark: number): void {
    this.reserve(1);
    this.#bytes[this.#at++] = 0;
    this.#bytes.writeInt32LE(this.#at - mark, mark);
  }

  /** Writes an element's type and name; the value must follow. */
  name(type: number, name: string): void {
    this.reserve(name.length * 3 + 2);
    this.#bytes[this.#at++] = type;
    this.#at += this.#bytes.write(name, this.#at, 'utf8');
    this.#bytes[this.#at++] = 0;
  }

  raw(bytes: Buffer, start = 0, end = bytes.length): void {
    this.reserve(end - start);
    bytes.copy(this.#bytes, this.#at, start, end);
    this.#at += end - start;
  }

  element(name: string, value: RawValue): void {
    this.name(value.type, name);
    this.raw(value.bytes, value.start, value.end);
  }

  int32(value: number): void {
    this.reserve(4);
    this.#bytes.writeInt32LE(value, this.#at);
    this.#at += 4;
  }

  int64(value: bigint): void {
    this.reserve(8);
    this.#bytes.writeBigInt64LE(value, this.#at);
    this.#at += 8;
  }

  double(value: number): void {
    this.reserve(8);
    this.#bytes.writeDoubleLE(value, this.#at);
    this.#at += 8;
  }

  byte(value: number): void {
    this.reserve(1);
    this.#bytes[this.#at++] = value;
  }

  string(value: string): void {
    this.reserve(value.length * 3 + 5);
    const length = this.#bytes.write(value, this.#at + 4, 'utf8');
    this.#bytes.writeInt32LE(length + 1, this.#at);
    this.#at += 4 + length;
    this.#bytes[this.#at++] = 0;
  }

  stringElement(name: string, value: string): void {
    this.name(BsonType.string, name);
    this.string(value);
  }

  private reserve(size: number): void {
    const needed = this.#at + size;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }
}
