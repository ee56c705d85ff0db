import type { Disclosure } from '../../schemas/item-content.js';
import type { ItemKind } from '../../schemas/item-kind.js';
import type { RawEntry } from '../../schemas/raw-entry.js';
import { cleanField } from './clean-text.js';
import { findDocumentNumber, parseDocumentNumber } from './document-number.js';
import { toIndexNumber } from './index-number.js';
import { parseDate } from './parse-date.js';
import { present } from '../../adapters/formats/present.js';
import { toThemes } from './themes.js';

/** Kinds whose body opens with the document's own number. */
const KINDS_WITH_NUMBER: ReadonlySet<ItemKind> = new Set(['regulation', 'notice', 'plan', 'personnel']);

/** 信息公开目录 metadata as labelled, the 发文字号 also from the head of a document's body; undefined where there is none. */
export function toDisclosure(
  entry: RawEntry,
  document: { kind: ItemKind; bodyText: string },
  now: Date,
): Disclosure | undefined {
  const raw = entry.disclosure ?? {};
  const labelled =
    raw.documentNumberText === undefined ? undefined : parseDocumentNumber(raw.documentNumberText);
  const number =
    labelled ?? (KINDS_WITH_NUMBER.has(document.kind) ? findDocumentNumber(document.bodyText) : undefined);
  const themes = toThemes(raw.themes ?? []);
  const disclosure = present({
    indexNumber: toIndexNumber(raw.indexNumber),
    themes: themes.length > 0 ? themes : undefined,
    genre: cleanField(raw.genre, 100),
    issuer: cleanField(raw.issuer, 300),
    documentNumber: number?.normal.slice(0, 100),
    documentNumberText: number?.text.slice(0, 200),
    effectiveAt: raw.effectiveAtText === undefined ? undefined : parseDate(raw.effectiveAtText, now),
    expiresAt: raw.expiresAtText === undefined ? undefined : parseDate(raw.expiresAtText, now),
    validity: cleanField(raw.validity, 50),
  });
  return Object.keys(disclosure).length > 0 ? disclosure : undefined;
}
