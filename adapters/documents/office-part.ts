import { decodeText } from '../formats/decode-text.js';
import { scanXml } from '../formats/xml-scanner.js';
import type { Parts } from './zip-container.js';

export interface PartHandler {
  /** Names without prefix, in lower case; attributes in lower case, with their prefix as written. */
  open?(local: string, attributes: ReadonlyMap<string, string>, selfClosing: boolean): void;
  close?(local: string): void;
  text?(text: string): void;
  done?(): boolean;
}

/** A part of an office package as text; '' where there is none. Names are compared without regard to letter case. */
export function partText(parts: Parts, name: string): string {
  const bytes = parts.get(name) ?? findIgnoringCase(parts, name);
  return bytes === undefined ? '' : decodeText(bytes, { kind: 'xml' }).text;
}

function findIgnoringCase(parts: Parts, name: string): Uint8Array | undefined {
  const wanted = name.toLowerCase();
  for (const [candidate, bytes] of parts) if (candidate.toLowerCase() === wanted) return bytes;
  return undefined;
}

/** Reads a part by its events. DTDs are skipped, nothing they declare is expanded. */
export function scanPart(parts: Parts, name: string, handler: PartHandler): void {
  scanXml(partText(parts, name), {
    open: (tag, attributes, selfClosing) => handler.open?.(localOf(tag), attributes, selfClosing),
    close: (tag) => handler.close?.(localOf(tag)),
    text: (text) => handler.text?.(text),
    done: () => handler.done?.() ?? false,
  });
}

function localOf(tag: string): string {
  return tag.slice(tag.indexOf(':') + 1);
}

/** An attribute by its local name, whatever the prefix. */
export function attribute(attributes: ReadonlyMap<string, string>, local: string): string | undefined {
  const exact = attributes.get(local);
  if (exact !== undefined) return exact;
  for (const [name, value] of attributes) if (localOf(name) === local) return value;
  return undefined;
}

export interface Relationship {
  target: string;
  type: string;
  isExternal: boolean;
}

/** Relationships of a part by id, internal targets as names of parts. */
export function relationshipsOf(parts: Parts, part: string): Map<string, Relationship> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const found = new Map<string, Relationship>();
  scanPart(parts, `${folder}_rels/${part.slice(folder.length)}.rels`, {
    open: (local, attributes) => {
      const id = attribute(attributes, 'id');
      const target = attribute(attributes, 'target');
      if (local !== 'relationship' || id === undefined || target === undefined) return;
      const isExternal = attribute(attributes, 'targetmode')?.toLowerCase() === 'external';
      const type = attribute(attributes, 'type')?.split('/').at(-1) ?? '';
      found.set(id, { target: isExternal ? target : resolvePart(folder, target), type, isExternal });
    },
  });
  return found;
}

function resolvePart(folder: string, target: string): string {
  const steps = target.startsWith('/') ? [] : folder.split('/').filter(Boolean);
  for (const step of target.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}
