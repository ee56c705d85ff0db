import { Parser, type Handler } from 'htmlparser2';
import { AppError } from '../../schemas/errors.js';
import type { StoredCopies } from './canonical-url.js';
import { cleanAttribute } from './clean-attribute.js';
import { splitsPair, stripInvisible } from './clean-text.js';
import * as policy from './html-policy.js';
import { TextWriter } from './text-writer.js';

/** Tags open at once, kept or not. Word's unclosed tags reach hundreds; the parser's cost grows with the square. */
const MAX_OPEN_TAGS = 5000;
/** Elements written inside each other; deeper ones are unwrapped, their content stays. */
const MAX_WRITTEN_DEPTH = 100;

/** White-space chunks passed over to see what stands before; unbounded, a page of nothing else would take for ever. */
const MAX_LOOK_BACK = 100;

/** An image, link or media file of a body. `offset` is its place in the text, in UTF-16 units. */
export interface BodyReference {
  url: string;
  offset: number;
  alt?: string;
  /** Text of the link, or its title. */
  title?: string;
}

export interface SanitizedHtml {
  html: string;
  text: string;
  images: BodyReference[];
  links: BodyReference[];
  media: BodyReference[];
}

/**
 * Reads any HTML once and writes what the policy allows: sanitized HTML, its plain text, and what it refers to.
 * `stored` are copies that its images may name by `urn:sha256:…`. Sanitizing the output again returns it unchanged. Linear in the input. Throws `parse-too-deep`.
 *
 * Written on the parser itself because the sanitizing packages drop empty elements in quadratic time (600 KB of
 * `<b></b>` took 10 s), change their own output when run again, and take four times as long; the tests use one of them
 * as an oracle.
 */
export function sanitizeHtml(html: string, baseUrl?: string, stored?: StoredCopies): SanitizedHtml {
  const writer = new HtmlWriter(baseUrl, stored);
  const parser = new Parser(writer, { recognizeSelfClosing: true });
  parser.end(html);
  return writer.finish();
}

interface Written {
  name: string;
  /** Index of the chunk that holds the opening tag. */
  start: number;
  hasContent: boolean;
  closed: boolean;
  textMark: number;
  /** Where the text stood before it. */
  place: TextWriter['place'];
  offset: number;
  href?: string;
  title?: string;
}

class HtmlWriter implements Partial<Handler> {
  private readonly chunks: string[] = [];
  private readonly text = new TextWriter();
  /** What the parser holds open, by what was written for it. */
  private readonly parsed: (Written | undefined)[] = [];
  private readonly written: Written[] = [];
  private openLinks = 0;
  /** Depth in `parsed` at which dropping began, and what began it. */
  private droppedAt: number | undefined;
  private droppedTag = '';
  /** Depth at which drawings and formulas hold HTML of their own, which ends nothing. */
  private shelteredAt: number | undefined;
  /** The parser hands over what a named reference stands for unit by unit: the first half of a character. */
  private half = '';
  private readonly references = { images: [], links: [], media: [] } as Pick<
    SanitizedHtml,
    'images' | 'links' | 'media'
  >;

  constructor(
    private readonly baseUrl: string | undefined,
    private readonly stored: StoredCopies | undefined,
  ) {}

  onopentag(tag: string, attributes: Record<string, string>): void {
    if (this.parsed.length >= MAX_OPEN_TAGS)
      throw new AppError('parse-too-deep', `HTML nests more than ${MAX_OPEN_TAGS} tags`, {
        details: { limit: MAX_OPEN_TAGS },
      });
    if (this.droppedAt !== undefined) this.endDropping(tag);
    else if (policy.DROPPED_WITH_CONTENT.has(tag)) {
      this.droppedAt = this.parsed.length;
      this.droppedTag = tag;
    }
    this.parsed.push(this.droppedAt === undefined ? this.open(tag, attributes) : undefined);
  }

  onclosetag(): void {
    const written = this.parsed.pop();
    if (this.shelteredAt === this.parsed.length) this.shelteredAt = undefined;
    if (this.droppedAt === this.parsed.length) this.droppedAt = undefined;
    if (written !== undefined && !written.closed) this.closeInnermost();
  }

  ontext(raw: string): void {
    if (this.droppedAt !== undefined) return;
    const whole = this.half + raw;
    this.half = splitsPair(whole, whole.length) ? whole.slice(-1) : '';
    const text = stripInvisible(this.half === '' ? whole : whole.slice(0, -1));
    if (text === '') return;
    this.chunks.push(escapeText(text));
    this.text.write(text);
    if (/\S/.test(text)) this.markContent();
  }

  finish(): SanitizedHtml {
    while (this.written.length > 0) this.closeInnermost();
    return { html: this.chunks.join('').trim(), text: this.text.toString(), ...this.references };
  }

  /** What nobody closed must not take the rest of the page with it: browsers end it where these begin. */
  private endDropping(tag: string): void {
    if (policy.HTML_WITHIN.has(tag)) this.shelteredAt ??= this.parsed.length;
    else if (this.shelteredAt === undefined && policy.ENDS_DROPPED.get(this.droppedTag)?.has(tag) === true)
      this.droppedAt = undefined;
  }

  private open(tag: string, attributes: Record<string, string>): Written | undefined {
    const name = policy.RENAMED.get(tag) ?? tag;
    const allowed = policy.ALLOWED_ATTRIBUTES.get(name);
    if (allowed === undefined) return undefined;
    this.closeImplied(name);
    if (this.written.length >= MAX_WRITTEN_DEPTH && !policy.VOID_ELEMENTS.has(name)) return undefined;
    const place = this.text.place;
    this.breakTextBefore(name);
    const values = new Map<string, string>();
    for (const attribute of allowed) {
      const value = cleanAttribute(tag, attribute, attributes, this.baseUrl, this.stored);
      if (value !== undefined) values.set(attribute, value);
    }
    return this.writeOpening(name, values, place);
  }

  private writeOpening(
    name: string,
    values: Map<string, string>,
    place: Written['place'],
  ): Written | undefined {
    const source = values.get('src');
    if (policy.NEEDS_SOURCE.has(name) && source === undefined) return undefined;
    const isLink = name === 'a';
    if (isLink && (this.openLinks > 0 || !values.has('href'))) return undefined;
    this.refer(name, source, values);
    const start = this.chunks.length;
    this.chunks.push(openingTag(name, values));
    const isMedia = name === 'audio' || name === 'video';
    if (policy.CONTENT_BY_ITSELF.has(name) && (!isMedia || source !== undefined)) this.markContent();
    if (policy.VOID_ELEMENTS.has(name)) return undefined;
    const frame: Written = {
      name,
      start,
      hasContent: name === 'td' || name === 'th' || (isMedia && source !== undefined),
      closed: false,
      textMark: this.text.mark(),
      place,
      offset: this.text.length,
    };
    if (isLink) this.openLink(frame, values);
    this.written.push(frame);
    return frame;
  }

  private openLink(frame: Written, values: Map<string, string>): void {
    this.openLinks += 1;
    frame.href = values.get('href') ?? '';
    const title = values.get('title');
    if (title !== undefined) frame.title = title;
  }

  private refer(name: string, source: string | undefined, values: Map<string, string>): void {
    if (source === undefined) return;
    const alt = values.get('alt') ?? values.get('title');
    const reference = { url: source, offset: this.text.length };
    if (name === 'img') this.references.images.push(alt === undefined ? reference : { ...reference, alt });
    else this.references.media.push(reference);
  }

  private closeImplied(name: string): void {
    const closes = policy.IMPLIED_CLOSE.get(name);
    if (closes === undefined) return;
    while (closes.includes(this.written.at(-1)?.name ?? '')) this.closeInnermost();
  }

  private closeInnermost(): void {
    const frame = this.written.pop();
    if (frame === undefined) return;
    frame.closed = true;
    if (frame.name === 'a') this.closeLink(frame);
    this.breakTextAfter(frame.name);
    if (frame.hasContent) {
      this.chunks.push(`</${frame.name}>`);
      const parent = this.written.at(-1);
      if (parent !== undefined) parent.hasContent = true;
    } else if (isLayout(frame.name)) {
      this.chunks.length = frame.start;
      this.text.restore(frame.place);
      // What stood before and after it were two lines.
      if (this.endsInline()) {
        this.chunks.push('<br>');
        this.text.breakLine();
      }
    } else {
      // An empty inline element may hold the line break or the space that parts two words.
      this.chunks[frame.start] = '';
    }
  }

  private endsInline(): boolean {
    const last = this.chunks.length - 1;
    for (let index = last; index >= 0 && index > last - MAX_LOOK_BACK; index -= 1) {
      const chunk = this.chunks[index]?.trim() ?? '';
      if (chunk === '') continue;
      const tag = /^<\/?([a-z0-9]+)/.exec(chunk)?.[1];
      return tag === undefined || (tag !== 'br' && !isLayout(tag));
    }
    return false;
  }

  private closeLink(frame: Written): void {
    this.openLinks -= 1;
    if (frame.href === undefined || !frame.hasContent) return;
    const title = this.text.since(frame.textMark) || frame.title;
    const reference = { url: frame.href, offset: frame.offset };
    this.references.links.push(title === undefined ? reference : { ...reference, title });
  }

  private markContent(): void {
    const innermost = this.written.at(-1);
    if (innermost !== undefined) innermost.hasContent = true;
  }

  private breakTextBefore(name: string): void {
    if (name === 'tr' || name === 'table') this.text.breakRow();
    else if (name === 'td' || name === 'th') this.text.breakCell();
    else if (name === 'br' || policy.BLOCKS.has(name)) this.text.breakLine();
  }

  private breakTextAfter(name: string): void {
    if (name === 'tr' || name === 'table') this.text.breakRow();
    else if (name === 'td' || name === 'th') this.text.breakCell();
    else if (policy.BLOCKS.has(name)) this.text.breakLine();
  }
}

function isLayout(name: string): boolean {
  return policy.BLOCKS.has(name) || name.startsWith('t') || name === 'colgroup';
}

function openingTag(name: string, values: Map<string, string>): string {
  let tag = `<${name}`;
  for (const [attribute, value] of values)
    tag += value === '' ? ` ${attribute}` : ` ${attribute}="${escapeValue(value)}"`;
  return `${tag}>`;
}

function escapeText(text: string): string {
  if (!/[&<>]/.test(text)) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function escapeValue(value: string): string {
  return escapeText(value).replaceAll('"', '&quot;');
}
