import { Busboy } from '@fastify/busboy';
import type { AppError } from '../../schemas/errors.js';
import { refusal } from './words.js';

export interface FormFile {
  /** As the client named it, maybe ''. */
  name: string;
  contentType: string;
  bytes: Uint8Array;
}

export interface Form {
  /** Own properties only, whatever the names. */
  fields: Record<string, string>;
  files: FormFile[];
}

/** The body as a whole has been bounded before; these keep its parts from being a million. */
const LIMITS = { fieldNameSize: 100, fieldSize: 20_000, fields: 40, files: 4, parts: 44, headerPairs: 50 };

/** Reads a multipart form that is there whole; throws `invalid-request` where it is malformed or has too many parts. */
export function readForm(bytes: Uint8Array, contentType: string): Promise<Form> {
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    const files: FormFile[] = [];
    const refuse = (cause: unknown) => {
      reject(malformed(cause));
    };
    try {
      const parser = new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS });
      parser.on('field', (name, value) => {
        // A field left empty says nothing.
        if (value.trim() !== '') fields.set(name, value.trim());
      });
      parser.on('file', (_name, stream, name, _encoding, type) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('error', refuse);
        stream.on('end', () => files.push({ name, contentType: type, bytes: Buffer.concat(chunks) }));
      });
      for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) parser.on(limit, refuse);
      parser.on('error', refuse);
      parser.on('finish', () => {
        resolve({ fields: Object.fromEntries(fields), files });
      });
      parser.end(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    } catch (error) {
      // A boundary that is missing is found at once.
      refuse(error);
    }
  });
}

function malformed(cause: unknown): AppError {
  return refusal(
    'invalid-request',
    {
      zh: 'multipart/form-data 正文格式有误：请检查 boundary 和各部分。',
      en: 'The multipart/form-data body is malformed: check the boundary and the parts.',
    },
    { cause },
  );
}
