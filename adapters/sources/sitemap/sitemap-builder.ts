import { AppError } from '../../../schemas/errors.js';
import type { XmlHandler } from '../../formats/xml-scanner.js';

/** No sitemap comes near; the stack must not follow the input's will. */
const MAX_DEPTH = 50;
/** Longer than any address or title; the rest of a text is of no use. UTF-16 units. */
const MAX_TEXT = 8000;
const ENTRY_OF: ReadonlyMap<string, string> = new Map([
  ['urlset', 'url'],
  ['sitemapindex', 'sitemap'],
]);
/** Fields by their path below an entry, extensions by the local names of their elements. */
const FIELDS: ReadonlySet<string> = new Set([
  ...['loc', 'lastmod'],
  ...[
    'news/title',
    'news/publication_date',
    'news/keywords',
    'news/publication/name',
    'news/publication/language',
  ],
  ...['image/loc', 'image/title', 'image/caption'],
]);

/** One `url` or `sitemap`: the texts of its fields by path, in order. */
export type SitemapEntry = ReadonlyMap<string, readonly string[]>;

interface OpenElement {
  name: string;
  /** Where its text goes: a path of `FIELDS`. */
  field: string | undefined;
  text: string;
}

/** Gathers the entries of a sitemap, well-formed or not. Throws `parse-too-deep`. */
export class SitemapBuilder implements XmlHandler {
  readonly entries: SitemapEntry[] = [];
  /** Local name of the first element; `urlset` and `sitemapindex` are sitemaps. */
  root: string | undefined;
  capped = false;
  private readonly stack: OpenElement[] = [];
  private entry: Map<string, string[]> | undefined;
  /** Prefix of the sitemap's own elements: `loc` of another vocabulary is no address of ours. */
  private prefix = '';
  private closed = false;

  constructor(private readonly maxEntries: number) {}

  /** The document ended inside its root, or inside an entry, which is left out. */
  get truncated(): boolean {
    return !this.closed && !this.capped;
  }

  done(): boolean {
    return this.closed || this.capped || (this.root !== undefined && !ENTRY_OF.has(this.root));
  }

  open(name: string, _attributes: ReadonlyMap<string, string>, selfClosing: boolean): void {
    const { prefix, local } = split(name);
    if (this.root === undefined) {
      this.root = local;
      this.prefix = prefix;
    } else if (local === ENTRY_OF.get(this.root) && prefix === this.prefix) {
      this.beginEntry();
      if (this.capped) return;
    }
    if (this.stack.length >= MAX_DEPTH)
      throw new AppError('parse-too-deep', `elements are nested deeper than ${MAX_DEPTH} levels`);
    this.stack.push({ name, field: this.fieldOf(prefix, local), text: '' });
    if (selfClosing) this.popTo(this.stack.length - 1);
  }

  close(name: string): void {
    const height = this.stack.findLastIndex((open) => open.name === name);
    if (height !== -1) this.popTo(height);
  }

  text(text: string): void {
    const current = this.stack.at(-1);
    if (current?.field !== undefined && current.text.length < MAX_TEXT)
      current.text += text.slice(0, MAX_TEXT);
  }

  /** An entry inside another means that the author forgot to end the first. */
  private beginEntry(): void {
    this.popTo(1);
    if (this.entries.length >= this.maxEntries) this.capped = true;
    else this.entry = new Map();
  }

  private fieldOf(prefix: string, local: string): string | undefined {
    if (this.stack.length < 2) return undefined;
    if (this.stack.length === 2 && prefix !== this.prefix) return undefined;
    const path = [...this.stack.slice(2).map((open) => split(open.name).local), local].join('/');
    return FIELDS.has(path) ? path : undefined;
  }

  private popTo(height: number): void {
    while (this.stack.length > height) this.pop();
  }

  private pop(): void {
    const ended = this.stack.pop();
    if (ended?.field !== undefined) this.keep(ended.field, ended.text.trim());
    if (this.stack.length === 1 && this.entry !== undefined) {
      this.entries.push(this.entry);
      this.entry = undefined;
    }
    this.closed = this.stack.length === 0;
  }

  private keep(field: string, text: string): void {
    const texts = this.entry?.get(field);
    if (texts !== undefined) texts.push(text);
    else this.entry?.set(field, [text]);
  }
}

function split(name: string): { prefix: string; local: string } {
  const colon = name.indexOf(':');
  return { prefix: name.slice(0, Math.max(colon, 0)), local: name.slice(colon + 1) };
}
