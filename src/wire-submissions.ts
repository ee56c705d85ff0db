import { createParseInChild } from './ingest/parse-in-child.js';
import { createSubmitDocument } from './ingest/submit-document.js';
import { createSubmitEntries } from './ingest/submit-entries.js';
import { createSubmitItem, createSubmitItems, type SubmitItemDependencies } from './ingest/submit-item.js';
import type { MediaStore } from './media/media-store.js';

/** What units push: items, batches, documents. */
export function wireSubmissions(submitting: SubmitItemDependencies, media: MediaStore) {
  const submitEntries = createSubmitEntries(submitting);
  return {
    submitItem: createSubmitItem(submitting),
    submitItems: createSubmitItems(submitEntries),
    submitDocument: createSubmitDocument({
      ...submitting,
      submitEntries,
      parseDocument: createParseInChild(),
      keepPicture: (bytes) => media.put(bytes),
    }),
  };
}
