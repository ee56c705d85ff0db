import { scanPart } from './office-part.js';
import type { Parts } from './zip-container.js';

export interface CoreProperties {
  title?: string;
  keywords?: string;
}

const PART = 'docProps/core.xml';
const MAX_LENGTH = 2000;

/**
 * Title and keywords that somebody entered for the file. Creator and dates are those of an account and of the last save:
 * they are no author and no publication, so they are not read.
 */
export function readCoreProperties(parts: Parts): CoreProperties {
  const found = new Map<string, string>();
  let open = '';
  scanPart(parts, PART, {
    open: (local) => {
      open = local;
    },
    close: () => {
      open = '';
    },
    text: (text) => {
      if (open === 'title' || open === 'keywords') found.set(open, `${found.get(open) ?? ''}${text}`);
    },
  });
  const value = (name: string) => found.get(name)?.slice(0, MAX_LENGTH).trim() ?? '';
  return {
    ...(value('title') !== '' && { title: value('title') }),
    ...(value('keywords') !== '' && { keywords: value('keywords') }),
  };
}
