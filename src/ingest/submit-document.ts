import type { Article, DocumentInput } from '../../adapters/documents/read-document.js';
import { present } from '../../adapters/formats/present.js';
import type { DocumentAnswer, DocumentQuery, SheetAnswer } from '../../schemas/document.js';
import { toStoredAddress, type StoredMedia } from '../../schemas/media.js';
import type { Clock } from '../../schemas/instant.js';
import type { RawEntry } from '../../schemas/raw-entry.js';
import type { Caller } from '../review/caller.js';
import type { NormalizeEntries } from './normalize-entries.js';
import type { ParseDocument } from './parse-in-child.js';
import type { SubmitEntries } from './submit-entries.js';
import { onlyAnswer } from './submit-item.js';
import { createSubmitSheet } from './submit-sheet.js';

export interface SubmitDocumentDependencies {
  parseDocument: ParseDocument;
  submitEntries: SubmitEntries;
  normalize: NormalizeEntries;
  /** Keeps the bytes of a picture from inside a document; answers what they are called and how many they are. */
  keepPicture(bytes: Uint8Array): Promise<{ sha256: string; size: number }>;
  now: Clock;
}

/** A document as it was uploaded, and what the sender says of it. */
export interface UploadedDocument {
  document: DocumentInput;
  fields: DocumentQuery;
}

export type SubmitDocument = (
  upload: UploadedDocument,
  caller: Caller,
) => Promise<DocumentAnswer | SheetAnswer>;

const EMBEDDED = /(?<=<img\b[^>]*\ssrc=")embedded:([0-9a-f]{64})(?=")/g;

/** Takes an uploaded document: one item, or a batch sheet of many; durable before it answers. */
export function createSubmitDocument(deps: SubmitDocumentDependencies): SubmitDocument {
  const submitSheet = createSubmitSheet(deps);
  return async ({ document, fields }, caller) => {
    const { filename } = fields;
    const read = await deps.parseDocument({ ...document, ...present({ fileName: filename }) });
    if (read.kind === 'sheet') return submitSheet(read.sheet, fields, caller);
    const { entry, kept } = await keepPictures(read, deps);
    const told = withFields(entry, fields);
    const { lane, laneReason } = fields;
    const answer = onlyAnswer(await deps.submitEntries([{ entry: told, lane, laneReason }], caller));
    return {
      ...answer,
      format: read.format,
      title: await titleOf(told, deps),
      embeddedImages: read.embedded.length,
      embeddedImagesKept: kept,
    };
  };
}

/** What the sender says goes before what was read. */
export function withFields(entry: RawEntry, fields: DocumentQuery): RawEntry {
  const { externalId, url, title, kind, column, author, contentSource, responsiblePerson, publishedAt } =
    fields;
  const said = { externalId, url, title, kind, column, author, contentSource, responsiblePerson };
  return { ...entry, ...present({ ...said, publishedAtText: publishedAt }) };
}

/** What the item is called after cleaning: whoever uploaded a document sees at once what was taken for its title. */
async function titleOf(entry: RawEntry, { normalize, now }: SubmitDocumentDependencies): Promise<string> {
  const [normalized] = await normalize([entry], { defaults: {}, now: now() });
  return normalized?.ok ? normalized.content.title : '';
}

/** Pictures have no address of their own: the body names them by the hash that the media store keeps them under. */
async function keepPictures(
  { entry, embedded }: Article,
  { keepPicture }: Pick<SubmitDocumentDependencies, 'keepPicture'>,
): Promise<{ entry: RawEntry; kept: number }> {
  const stored: StoredMedia[] = [];
  for (const { bytes, mediaType } of embedded) stored.push({ ...(await keepPicture(bytes)), mediaType });
  const body = entry.body?.replaceAll(EMBEDDED, (_whole, sha256: string) => toStoredAddress(sha256));
  return {
    entry: { ...entry, ...present({ body }), ...(stored.length > 0 && { stored }) },
    kept: stored.length,
  };
}
