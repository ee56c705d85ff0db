import type { RawEntry } from '../../schemas/raw-entry.js';
import { present } from '../formats/present.js';
import type { DocumentHead } from './document-head.js';

interface DocumentBody {
  body: string;
  bodyFormat: 'html' | 'text';
  keywords?: string | undefined;
}

/** Head and body of a document as a raw entry; a document has no address and no identity of its own. */
export function toDocumentEntry(head: DocumentHead, { body, bodyFormat, keywords }: DocumentBody): RawEntry {
  const { values } = head;
  const words = [values.keywords, keywords].filter((text) => text !== undefined);
  const disclosure = {
    ...present({
      indexNumber: values.indexNumber,
      genre: values.genre,
      issuer: values.issuer ?? head.issuer,
      documentNumberText: values.documentNumberText ?? head.documentNumberText,
      effectiveAtText: values.effectiveAtText,
      expiresAtText: values.expiresAtText,
      validity: values.validity,
    }),
    ...(values.themes !== undefined && { themes: [values.themes] }),
  };
  return {
    body,
    bodyFormat,
    ...present({
      title: head.title,
      subtitle: head.subtitle,
      summary: values.summary,
      author: values.author,
      contentSource: values.contentSource,
      responsiblePerson: values.responsiblePerson,
      publishedAtText: values.publishedAtText,
      signedAtText: values.signedAtText ?? head.signedAtText,
      updatedAtText: values.updatedAtText,
    }),
    ...(values.summary !== undefined && { summaryFormat: 'text' as const }),
    ...(words.length > 0 && { keywords: words }),
    ...(Object.keys(disclosure).length > 0 && { disclosure }),
  };
}
