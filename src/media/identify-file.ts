import { open } from 'node:fs/promises';
import { identifyOle } from './identify-ole.js';
import { identifyZip } from './identify-zip.js';
import { sniffBytes } from './sniff-bytes.js';
import type { StagedFile } from './staging.js';

/** The type of a file by its bytes alone: containers are opened as far as it takes to see what they hold. */
export async function identifyFile({ path, head }: Pick<StagedFile, 'path' | 'head'>): Promise<string> {
  const type = sniffBytes(head);
  if (type === 'application/zip') return (await identifyZip(path, head)) ?? type;
  if (type !== 'application/x-ole-storage') return type;
  const file = await open(path, 'r');
  try {
    return (await identifyOle(file)) ?? type;
  } finally {
    await file.close();
  }
}
