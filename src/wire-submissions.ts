import type { Parts } from './compose.js';
import { createParseInChild } from './ingest/parse-in-child.js';
import { createSubmitDocument, type SubmitDocumentDependencies } from './ingest/submit-document.js';
import { createSubmitItem, createSubmitItems } from './ingest/submit-item.js';

/** What units push: items, batches, documents. */
export function wireSubmissions({
  media,
  ...deps
}: Pick<Parts, 'media'> & Omit<SubmitDocumentDependencies, 'parseDocument' | 'keepPicture'>) {
  return {
    submitItem: createSubmitItem(deps.submitEntries),
    submitItems: createSubmitItems(deps.submitEntries),
    submitDocument: createSubmitDocument({
      ...deps,
      parseDocument: createParseInChild(),
      keepPicture: (bytes) => media.put(bytes),
    }),
  };
}
