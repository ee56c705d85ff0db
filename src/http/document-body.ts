import { createHash } from 'node:crypto';
import type { AppError } from '../../schemas/errors.js';
import { documentQuery, DocumentQuery } from '../../schemas/document.js';
import type { RequestBody, RequestInput } from './operation.js';
import { readForm } from './read-form.js';
import { refusal } from './words.js';

export interface DocumentBody {
  document: { bytes: Uint8Array; contentType?: string };
  fields: DocumentQuery;
}

const MAX_FILE_NAME = 300;
const BINARY = { schema: { type: 'string', contentEncoding: 'binary' } };
const OFFICE = 'application/vnd.openxmlformats-officedocument';

/** Whatever the client names its file, the bytes decide; these are what the API page names. */
const CONTENT = {
  [`${OFFICE}.wordprocessingml.document`]: BINARY,
  [`${OFFICE}.spreadsheetml.sheet`]: BINARY,
  'application/pdf': BINARY,
  'text/html': BINARY,
  'multipart/form-data': {
    schema: {
      type: 'object',
      required: ['file'],
      properties: {
        file: {
          type: 'string',
          contentMediaType: 'application/octet-stream',
          description: '文档 the document',
        },
        ...DocumentQuery.properties,
      },
    },
  },
};

/**
 * A document, as the bytes themselves or as the one file of a form; what is said of it comes as query parameters or as
 * fields of the form. Two uploads are the same when bytes and fields are.
 */
export const documentBody: RequestBody<DocumentBody> = {
  kind: 'document',
  content: CONTENT,
  read: (input) => {
    const contentType = input.headers['content-type'];
    return contentType !== undefined && /^multipart\/form-data\b/i.test(contentType)
      ? readUpload(input, contentType)
      : readPlain(input, contentType);
  },
  identify: ({ document, fields }) => ({
    sha256: createHash('sha256').update(document.bytes).digest('hex'),
    ...fields,
  }),
};

function readPlain({ bytes, query, headers }: RequestInput, contentType: string | undefined): DocumentBody {
  const filename = fileNameOf(headers['content-disposition']);
  const fields = documentQuery.parse(
    { ...(filename !== undefined && { filename }), ...toPlain(query) },
    'query',
  );
  return { document: { bytes, ...(contentType !== undefined && { contentType }) }, fields };
}

async function readUpload({ bytes, query }: RequestInput, contentType: string): Promise<DocumentBody> {
  const { fields, files } = await readForm(bytes, contentType);
  const [file] = files;
  if (file === undefined || files.length > 1) throw notOneFile(files.length);
  const filename = file.name === '' ? {} : { filename: file.name.slice(0, MAX_FILE_NAME) };
  const said = documentQuery.parse({ ...filename, ...fields, ...toPlain(query) }, 'form');
  return { document: { bytes: file.bytes, contentType: file.contentType }, fields: said };
}

function toPlain(query: unknown): Record<string, unknown> {
  return { ...(query as object) };
}

/** RFC 6266: `filename*` in UTF-8 goes before `filename`. */
function fileNameOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const encoded = /\bfilename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header)?.[1];
  const plain = /\bfilename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header);
  const name = decode(encoded) ?? plain?.[1] ?? plain?.[2];
  return name?.slice(0, MAX_FILE_NAME) || undefined;
}

function decode(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function notOneFile(count: number): AppError {
  return refusal('invalid-request', {
    zh: `表单中须有且只有一个文件，收到 ${count} 个。`,
    en: `The form must hold exactly one file; it holds ${count}.`,
  });
}
