import type { Validators } from '../../src/fetch/conditional.js';
import type { ValidatorStore } from '../../src/store/validator-store.js';

/** Validators of pages for one run, kept nowhere. */
export function createValidatorMemory(): ValidatorStore {
  const kept = new Map<string, Validators & { at: string }>();
  return {
    find: (sourceId, url) => Promise.resolve(kept.get(`${sourceId} ${url}`)),
    save: (sourceId, pages) => {
      for (const [url, validators] of pages) kept.set(`${sourceId} ${url}`, validators);
      return Promise.resolve();
    },
  };
}
