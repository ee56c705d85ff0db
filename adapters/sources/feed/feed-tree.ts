import { AppError } from '../../../schemas/errors.js';
import type { XmlElement } from '../../formats/xml-element.js';
import { resolveAddress } from '../../formats/xml-markup.js';
import { scanXml, type XmlHandler } from '../../formats/xml-scanner.js';
import { enterScope, familyOf, type Family, type NamespaceScope } from './feed-namespaces.js';
import { AUTO_CLOSED, closesEntry, closesField, ENTRY_KEYS, isVoidTag } from './feed-repairs.js';

/** No real feed comes near; a stack of elements or a recursion over them must never follow the input's will. */
export const MAX_DEPTH = 200;
/** An archive of 20 000 entries with inline XHTML has half as many; each costs some 300 bytes of memory. */
const MAX_ELEMENTS = 1_000_000;

export interface FeedTree {
  root: XmlElement;
  /** Complete entries, in document order, wherever under the root they stood. */
  entries: XmlElement[];
  /** The document ended inside an entry, which is left out: half of it would be stored as a revision. */
  truncated: boolean;
  /** There were more entries than asked for. */
  capped: boolean;
}

export interface TreeOutcome {
  tree?: FeedTree;
  /** Local name of the first element: tells an HTML page from other XML when there is no feed. */
  firstElement: string | undefined;
}

/**
 * Builds the elements of a feed from well-formed or ill-formed XML. Whatever stands before the root or after its end is
 * ignored. Throws `parse-too-deep` and `parse-too-large`.
 */
export function buildFeedTree(source: string, base: string | undefined, maxEntries: number): TreeOutcome {
  const builder = new FeedTreeBuilder(base, maxEntries);
  scanXml(source, builder);
  return builder.outcome();
}

interface OpenElement {
  element: XmlElement;
  /** Name as written, which is what the close tag repeats. */
  name: string;
  scope: NamespaceScope | undefined;
}

class FeedTreeBuilder implements XmlHandler {
  private readonly stack: OpenElement[] = [];
  private readonly entries: XmlElement[] = [];
  private root: XmlElement | undefined;
  private rootClosed = false;
  private firstElement: string | undefined;
  private unprefixed: Family = 'rss';
  private own: { uri: string; family: Family } | undefined;
  /** Height of the stack at the open entry; 0: none. */
  private entryHeight = 0;
  private elements = 0;
  private capped = false;

  constructor(
    private readonly base: string | undefined,
    private readonly maxEntries: number,
  ) {}

  outcome(): TreeOutcome {
    if (this.root === undefined) return { firstElement: this.firstElement };
    const truncated = this.entryHeight > 0 && !this.capped;
    const tree = { root: this.root, entries: this.entries, truncated, capped: this.capped };
    return { tree, firstElement: this.firstElement };
  }

  done(): boolean {
    return this.capped || this.rootClosed;
  }

  open(name: string, attributes: ReadonlyMap<string, string>, selfClosing: boolean): void {
    const local = name.slice(name.indexOf(':') + 1);
    this.firstElement ??= local;
    if (this.root === undefined) {
      if (!this.isRoot(name, local, attributes)) return;
      if (local === 'entry') this.push('feed', 'atom:feed', 'feed', new Map(), undefined);
    }
    const scope = enterScope(attributes, this.stack.at(-1)?.scope, this.own);
    const key = this.keyOf(name, local, scope);
    this.repairBefore(key, local);
    if (ENTRY_KEYS.has(key) && this.entryHeight === 0 && this.entries.length >= this.maxEntries) {
      this.capped = true;
      return;
    }
    this.push(name, key, local, attributes, scope);
    if (ENTRY_KEYS.has(key) && this.entryHeight === 0) this.entryHeight = this.stack.length;
    if (selfClosing || (this.entryHeight > 0 && isVoidTag(key))) this.pop();
  }

  close(name: string): void {
    for (let height = this.stack.length; height > 0; height -= 1) {
      if (this.stack[height - 1]?.name === name) {
        this.popTo(height - 1);
        return;
      }
    }
  }

  text(text: string): void {
    const current = this.stack.at(-1)?.element;
    if (current === undefined) return;
    // Indentation between the fields is most of a feed's text nodes.
    if (this.stack.length <= Math.max(this.entryHeight, 1) && text.trim() === '') return;
    current.children.push(text);
  }

  /** `rss`, `rdf:RDF`, `feed`, a bare `channel` (RSS 1.1, CDF) or an Atom entry document. */
  private isRoot(name: string, local: string, attributes: ReadonlyMap<string, string>): boolean {
    if (!['rss', 'rdf', 'feed', 'channel', 'entry'].includes(local)) return false;
    const scope = enterScope(attributes, undefined, undefined);
    const prefix = prefixOf(name);
    const family = familyOf(prefix, scope, 'rss');
    if (local === 'rdf' && family !== 'rdf' && family !== 'rss') return false;
    if (local === 'entry' && family !== 'atom') return false;
    if (local === 'channel' && family !== 'rss') return false;
    this.unprefixed = local === 'feed' || local === 'entry' ? 'atom' : 'rss';
    const uri = attributes.get(prefix === '' ? 'xmlns' : `xmlns:${prefix}`);
    if (uri !== undefined && local !== 'rdf') this.own = { uri, family: this.unprefixed };
    return true;
  }

  private keyOf(name: string, local: string, scope: NamespaceScope | undefined): string {
    const family = familyOf(prefixOf(name), scope, this.unprefixed);
    return family === 'rss' ? local : `${family}:${local}`;
  }

  /** Ends what the author forgot to end before an element that cannot stand inside it. */
  private repairBefore(key: string, local: string): void {
    const floor = Math.max(this.entryHeight, 1);
    if (this.stack.length <= floor) {
      if (this.entryHeight > 0 && ENTRY_KEYS.has(key)) this.popTo(this.entryHeight - 1);
      return;
    }
    const inside = this.stack.slice(floor).map((open) => open.element.key);
    if (this.entryHeight > 0 && closesEntry(key, inside)) this.popTo(this.entryHeight - 1);
    else if (!this.repairField(key, inside, floor) && AUTO_CLOSED.has(local)) {
      if (this.stack.at(-1)?.element.local === local) this.pop();
    }
  }

  private repairField(key: string, inside: string[], floor: number): boolean {
    const field = inside.findIndex((open) => closesField(open, key));
    // A whole entry or feed may be the content of an entry; its fields are its own.
    if (field === -1 || inside.includes('atom:entry') || inside.includes('atom:feed')) return false;
    this.popTo(floor + field);
    return true;
  }

  private push(
    name: string,
    key: string,
    local: string,
    attributes: ReadonlyMap<string, string>,
    scope: NamespaceScope | undefined,
  ): void {
    if (this.stack.length >= MAX_DEPTH) {
      throw new AppError('parse-too-deep', `elements are nested deeper than ${MAX_DEPTH} levels`);
    }
    this.elements += 1;
    if (this.elements > MAX_ELEMENTS) {
      throw new AppError('parse-too-large', `the feed has more than ${MAX_ELEMENTS} elements`);
    }
    const parent = this.stack.at(-1)?.element;
    const element: XmlElement = {
      key,
      local,
      attributes,
      children: [],
      base: this.baseOf(attributes, local, parent),
      lang: attributes.get('xml:lang')?.trim() ?? parent?.lang,
    };
    // Entries are kept apart; leaving them out of the tree makes what is said after them easy to find.
    if (parent !== undefined && !(ENTRY_KEYS.has(key) && this.entryHeight === 0))
      parent.children.push(element);
    this.root ??= element;
    this.stack.push({ element, name, scope });
  }

  private baseOf(
    attributes: ReadonlyMap<string, string>,
    local: string,
    parent: XmlElement | undefined,
  ): string | undefined {
    const inherited = parent === undefined ? this.base : parent.base;
    const written = attributes.get('xml:base') ?? (local === 'channel' ? attributes.get('base') : undefined);
    return written === undefined ? inherited : (resolveAddress(written, inherited) ?? inherited);
  }

  private popTo(height: number): void {
    while (this.stack.length > height) this.pop();
  }

  private pop(): void {
    const closed = this.stack.pop();
    if (closed === undefined) return;
    if (this.stack.length === this.entryHeight - 1) {
      this.entries.push(closed.element);
      this.entryHeight = 0;
    }
    // Items may stand after a channel that was its own root, but nothing follows a feed's end.
    this.rootClosed = this.stack.length === 0;
  }
}

function prefixOf(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? '' : name.slice(0, colon);
}
