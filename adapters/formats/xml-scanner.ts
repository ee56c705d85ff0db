import { decodeEntities } from './xml-entities.js';

export interface XmlHandler {
  open(name: string, attributes: ReadonlyMap<string, string>, selfClosing: boolean): void;
  close(name: string): void;
  /** Entities are decoded, except in CDATA where there are none. */
  text(text: string): void;
  /** Asked after every tag: true ends the scan. */
  done(): boolean;
}

/** Letters of any script may begin a name; `<3`, `< b` and `<me@example.org>` are text that forgot to be escaped. */
const NAME = /^[A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*$/;
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

/**
 * Reads markup that calls itself XML, well-formed or not, in one pass and time linear in its length; it never throws.
 * Names are lower-cased. Comments, processing instructions and DOCTYPE (with whatever entities it declares) are skipped.
 */
export function scanXml(source: string, handler: XmlHandler): void {
  new XmlScanner(source, handler).run();
}

class XmlScanner {
  private at = 0;
  /** The last answer for each delimiter, good until passed: no input makes every tag search to the end again. */
  private readonly searched = new Map<string, { from: number; found: number }>();

  constructor(
    private readonly source: string,
    private readonly handler: XmlHandler,
  ) {}

  run(): void {
    while (this.at < this.source.length && !this.handler.done()) {
      const tag = this.source.indexOf('<', this.at);
      const end = tag === -1 ? this.source.length : tag;
      if (end > this.at) this.handler.text(decodeEntities(this.source.slice(this.at, end)));
      this.at = end;
      if (tag !== -1) this.readMarkup();
    }
  }

  private readMarkup(): void {
    const next = this.source.charCodeAt(this.at + 1);
    if (next === 0x21 /* ! */) this.readDeclaration();
    else if (next === 0x3f /* ? */) this.skipPast('?>', '>');
    else if (next === 0x2f /* / */) this.readCloseTag();
    else this.readOpenTag();
  }

  private readDeclaration(): void {
    if (this.source.startsWith('<![CDATA[', this.at)) {
      const start = this.at + 9;
      const end = this.find(']]>', start);
      this.handler.text(this.source.slice(start, end === -1 ? this.source.length : end));
      this.at = end === -1 ? this.source.length : end + 3;
    } else if (this.source.startsWith('<!--', this.at)) {
      const end = this.find('-->', this.at + 4);
      this.at = end === -1 ? this.at + 4 : end + 3;
    } else if (/^<!doctype/i.test(this.source.slice(this.at, this.at + 9))) {
      this.skipDoctype();
    } else {
      this.skipPast('>');
    }
  }

  /** The internal subset holds quoted `>` and `]`; entities it declares are never looked at. */
  private skipDoctype(): void {
    const close = this.find('>', this.at);
    const subset = this.find('[', this.at);
    if (subset === -1 || close === -1 || close < subset) {
      this.skipPast('>');
      return;
    }
    const inside = /"[^"]*"|'[^']*'|<!--|\]\s*>/g;
    inside.lastIndex = subset + 1;
    for (let match = inside.exec(this.source); match !== null; match = inside.exec(this.source)) {
      if (match[0] === '<!--') {
        const end = this.find('-->', inside.lastIndex);
        if (end !== -1) inside.lastIndex = end + 3;
      } else if (match[0].startsWith(']')) {
        this.at = inside.lastIndex;
        return;
      }
    }
    this.at = close + 1;
  }

  private skipPast(delimiter: string, otherwise?: string): void {
    const end = this.find(delimiter, this.at);
    if (end !== -1) this.at = end + delimiter.length;
    else if (otherwise !== undefined) this.skipPast(otherwise);
    else this.at = this.source.length;
  }

  private readCloseTag(): void {
    const end = this.find('>', this.at);
    const nextTag = this.source.indexOf('<', this.at + 1);
    // `</title<link>`: the tag ends where the next begins.
    const cut = nextTag !== -1 && (end === -1 || nextTag < end);
    const stop = cut ? nextTag : end === -1 ? this.source.length : end;
    const name = this.source
      .slice(this.at + 2, stop)
      .trim()
      .toLowerCase();
    this.at = cut || end === -1 ? stop : stop + 1;
    // Cut at the end of the document is no close tag: the element is incomplete.
    if (end !== -1 || cut) this.handler.close(name);
  }

  private readOpenTag(): void {
    const nameEnd = this.endOfName(this.at + 1);
    const name = this.source.slice(this.at + 1, nameEnd);
    if (nameEnd - this.at > 200 || !NAME.test(name)) {
      this.handler.text('<');
      this.at += 1;
      return;
    }
    this.at = nameEnd;
    const attributes = this.readAttributes();
    const selfClosing = this.source.charCodeAt(this.at) === 0x2f;
    const close = selfClosing ? this.at + 1 : this.at;
    if (close >= this.source.length) {
      this.at = this.source.length;
      return;
    }
    this.at = this.source.charCodeAt(close) === 0x3e ? close + 1 : close;
    this.handler.open(name.toLowerCase(), attributes, selfClosing);
  }

  /** Stops at `>`, at a `/` before it, at a `<` that should not be there, or at the end. */
  private readAttributes(): ReadonlyMap<string, string> {
    let attributes: Map<string, string> | undefined;
    for (;;) {
      this.skipSpace();
      const code = this.source.charCodeAt(this.at);
      if (Number.isNaN(code) || code === 0x3e || code === 0x3c) break;
      if (code === 0x2f) {
        if (this.source.charCodeAt(this.at + 1) === 0x3e) break;
        this.at += 1;
        continue;
      }
      attributes ??= new Map();
      this.readAttribute(attributes);
    }
    return attributes ?? NO_ATTRIBUTES;
  }

  private readAttribute(attributes: Map<string, string>): void {
    const nameEnd = Math.max(this.endOfName(this.at), this.at + 1);
    const name = this.source.slice(this.at, nameEnd).toLowerCase();
    this.at = nameEnd;
    this.skipSpace();
    let value = '';
    if (this.source.charCodeAt(this.at) === 0x3d /* = */) {
      this.at += 1;
      this.skipSpace();
      value = decodeEntities(this.readValue());
    }
    if (!attributes.has(name)) attributes.set(name, value);
  }

  private readValue(): string {
    const quote = this.source.charAt(this.at);
    if (quote !== '"' && quote !== "'") return this.readUnquoted(this.at);
    const start = this.at + 1;
    const end = this.find(quote, start);
    if (end === -1) return this.readUnquoted(start);
    const value = this.source.slice(start, end);
    // XML allows no `<` in a value. With text right after the quote, the closing quote is the one that is missing.
    if (value.includes('<') && !/[\s/>?]/.test(this.source.charAt(end + 1))) return this.readUnquoted(start);
    this.at = end + 1;
    return value;
  }

  private readUnquoted(start: number): string {
    const stop = /[\s<>]/g;
    stop.lastIndex = start;
    const end = stop.exec(this.source)?.index ?? this.source.length;
    const selfClosing =
      this.source.charAt(end) === '>' && this.source.charAt(end - 1) === '/' && end - 1 > start;
    this.at = selfClosing ? end - 1 : end;
    return this.source.slice(start, this.at);
  }

  private endOfName(from: number): number {
    let at = from;
    for (; at < this.source.length; at += 1) {
      const code = this.source.charCodeAt(at);
      if (code <= 0x20 || code === 0x2f || code === 0x3e || code === 0x3d || code === 0x3c) break;
    }
    return at;
  }

  private skipSpace(): void {
    while (this.source.charCodeAt(this.at) <= 0x20) this.at += 1;
  }

  private find(delimiter: string, from: number): number {
    const last = this.searched.get(delimiter);
    if (last !== undefined && from >= last.from && (last.found === -1 || from <= last.found))
      return last.found;
    const found = this.source.indexOf(delimiter, from);
    this.searched.set(delimiter, { from, found });
    return found;
  }
}
