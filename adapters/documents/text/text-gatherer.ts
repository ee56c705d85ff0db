import type { DocumentText, TextFormat } from '../../../schemas/file-text.js';

/** Text of one file that is kept; a long report has some 200 000 characters. UTF-16 units. */
export const LONGEST_TEXT = 1_000_000;

/** Collects text up to a limit; what it collects is read by rules, not by people. */
export class TextGatherer {
  private readonly pieces: string[] = [];
  private length = 0;
  private isShortened = false;

  constructor(private readonly limit = LONGEST_TEXT) {}

  /** True once nothing more is taken. */
  get isFull(): boolean {
    return this.length >= this.limit;
  }

  add(text: string): void {
    if (text === '') return;
    const room = this.limit - this.length;
    if (text.length > room) this.isShortened = true;
    if (room <= 0) return;
    const piece = text.slice(0, room);
    this.pieces.push(piece);
    this.length += piece.length;
  }

  /** There is more than was handed in. */
  cut(): void {
    this.isShortened = true;
  }

  finish(format: TextFormat, facts: Pick<DocumentText, 'pages' | 'silentPages'> = {}): DocumentText {
    const text = this.pieces
      .join('')
      .replace(/[ \u00a0\u3000]+/g, ' ')
      .replace(/\s*\n\s*/g, '\n')
      .trim();
    return { format, text, ...(this.isShortened && { shortened: true }), ...facts };
  }
}
