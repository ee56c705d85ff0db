import { scanPart } from '../office-part.js';
import type { Parts } from '../zip-container.js';
import type { TextGatherer } from './text-gatherer.js';

/** Which elements of a part hold text, and what others stand for. Local names in lower case. */
export interface TextElements {
  text: ReadonlySet<string>;
  /** Elements that stand for a character, e.g. a tab. */
  signs?: ReadonlyMap<string, string>;
  /** What is written after an element ends. */
  endings: ReadonlyMap<string, string>;
  /** Elements whose content is there a second time. */
  skipped?: ReadonlySet<string>;
}

/** The text of one part of a package, in the order it stands there. */
export function addPartText(
  parts: Parts,
  name: string,
  elements: TextElements,
  gatherer: TextGatherer,
): void {
  let within = 0;
  let skipped = 0;
  scanPart(parts, name, {
    open: (local, _attributes, selfClosing) => {
      const sign = elements.signs?.get(local);
      if (sign !== undefined && skipped === 0) gatherer.add(sign);
      if (selfClosing) return;
      if (elements.skipped?.has(local)) skipped += 1;
      if (elements.text.has(local)) within += 1;
    },
    close: (local) => {
      if (elements.skipped?.has(local)) skipped = Math.max(0, skipped - 1);
      if (elements.text.has(local)) within = Math.max(0, within - 1);
      const ending = elements.endings.get(local);
      if (ending !== undefined && skipped === 0) gatherer.add(ending);
    },
    text: (text) => {
      if (within > 0 && skipped === 0) gatherer.add(text);
    },
    done: () => gatherer.isFull,
  });
}

/** Names of parts that fit, in the order of the numbers in them: slide2 before slide10. */
export function partsNamed(parts: Parts, pattern: RegExp): string[] {
  const numbered = new Intl.Collator('en', { numeric: true });
  return [...parts.keys()].filter((name) => pattern.test(name)).sort(numbered.compare);
}
