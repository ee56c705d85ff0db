import { MAX_MESSAGE_BYTES } from './limits.js';
import { HEADER_BYTES } from './op-msg.js';
import { ProtocolError } from './protocol-error.js';

/** Cuts a byte stream into messages, whatever pieces it arrives in; joins chunks once per message, not once per chunk. */
export class FrameSplitter {
  #chunks: Buffer[] = [];
  #buffered = 0;
  #needed = HEADER_BYTES;

  /** Takes a chunk and returns the messages it completes. */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    const messages: Buffer[] = [];
    while (this.#buffered >= this.#needed) {
      const joined = this.joined();
      const length = joined.readInt32LE(0);
      if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES)
        throw new ProtocolError(`message length ${length} is out of bounds`);
      if (joined.length < length) {
        this.#needed = length;
        break;
      }
      messages.push(joined.subarray(0, length));
      this.keep(joined.subarray(length));
    }
    return messages;
  }

  private joined(): Buffer {
    const [first] = this.#chunks;
    const joined =
      this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks, this.#buffered);
    this.#chunks = [joined];
    return joined;
  }

  private keep(rest: Buffer): void {
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#buffered = rest.length;
    this.#needed = HEADER_BYTES;
  }
}
