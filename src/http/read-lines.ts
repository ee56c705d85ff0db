/** One line of a body; `bytes` is undefined for a line longer than the limit, of which nothing was kept. */
export interface BodyLine {
  /** From 1, empty lines counted. */
  line: number;
  bytes: Uint8Array | undefined;
}

const LINE_FEED = 0x0a;

/**
 * Parts a stream of bytes into lines. Yields together what became whole with one chunk, so that nobody waits for a line
 * that is there; holds no more than one chunk and one line. Empty lines are counted and left out.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<BodyLine[]> {
  const splitter = new LineSplitter(maxLineBytes);
  for await (const chunk of chunks) {
    const lines = splitter.take(chunk);
    if (lines.length > 0) yield lines;
  }
  const last = splitter.end();
  if (last.length > 0) yield last;
}

class LineSplitter {
  private line = 1;
  private pieces: Uint8Array[] = [];
  private length = 0;

  constructor(private readonly maxLineBytes: number) {}

  take(chunk: Uint8Array): BodyLine[] {
    const lines: BodyLine[] = [];
    let start = 0;
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, start)) {
      this.keep(chunk.subarray(start, at));
      lines.push(...this.end());
      start = at + 1;
    }
    this.keep(chunk.subarray(start));
    return lines;
  }

  /** The line as far as it was kept; the next one begins. */
  end(): BodyLine[] {
    const isTooLong = this.length > this.maxLineBytes;
    const bytes = isTooLong ? undefined : Buffer.concat(this.pieces);
    const line = this.line;
    this.line += 1;
    this.pieces = [];
    this.length = 0;
    return bytes !== undefined && isBlank(bytes) ? [] : [{ line, bytes }];
  }

  private keep(piece: Uint8Array): void {
    this.length += piece.byteLength;
    if (this.length > this.maxLineBytes) this.pieces = [];
    else if (piece.byteLength > 0) this.pieces.push(piece);
  }
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
