interface Place {
  separator: '' | '\n' | '\t';
  space: boolean;
  rowStart: number;
}

/** Collects text in reading order: blocks on lines of their own, cells of a row apart by a tab, white space collapsed. */
export class TextWriter {
  private readonly parts: string[] = [];
  private separator: Place['separator'] = '';
  private space = false;
  private rowStart = 0;
  /** UTF-16 units written so far: the place of what comes next. */
  length = 0;

  write(raw: string): void {
    const text = raw.replace(/\s+/g, ' ');
    if (text === '' || text === ' ') {
      this.space ||= text === ' ';
      return;
    }
    const startsWithSpace = text.startsWith(' ');
    if (this.length > 0) {
      if (this.separator !== '') this.push(this.separator);
      else if (this.space || startsWithSpace) this.push(' ');
    }
    this.push(text.trim());
    this.separator = '';
    this.space = text.endsWith(' ');
  }

  /** A block begins or ends; inside a row it does not undo the tab between two cells. */
  breakLine(): void {
    if (this.separator === '') this.separator = '\n';
  }

  /** A row or a table begins or ends. */
  breakRow(): void {
    this.separator = '\n';
    this.rowStart = this.length;
  }

  /** A cell begins or ends. */
  breakCell(): void {
    if (this.length > this.rowStart) this.separator = '\t';
  }

  /** What decides the separator of the next text, to be restored where an element without content is dropped. */
  get place(): Readonly<Place> {
    return { separator: this.separator, space: this.space, rowStart: this.rowStart };
  }

  /** As if what was read since had never been; nothing may have been written. */
  restore({ separator, space, rowStart }: Readonly<Place>): void {
    this.separator = separator;
    this.space = space;
    this.rowStart = rowStart;
  }

  mark(): number {
    return this.parts.length;
  }

  /** The text written since `mark()`. */
  since(mark: number): string {
    return this.parts.slice(mark).join('').trim();
  }

  toString(): string {
    return this.parts.join('');
  }

  private push(text: string): void {
    this.parts.push(text);
    this.length += text.length;
  }
}
