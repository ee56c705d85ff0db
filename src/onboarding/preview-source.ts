import { AppError } from '../../schemas/errors.js';
import type { Source } from '../../schemas/source.js';
import type { SourceCheck } from '../../schemas/source-check.js';
import { requireOrganization, type Caller } from '../review/caller.js';
import type { CheckAddress } from './check-address.js';

/** What collecting a registered source would bring, and what its webmaster should mend; stores nothing. */
export function createPreviewSource(deps: {
  sources: { find(id: string): Promise<Source | undefined> };
  checkAddress: CheckAddress;
}) {
  return async (id: string, caller: Caller): Promise<SourceCheck> => {
    const source = await deps.sources.find(id);
    if (!source) throw new AppError('not-found', `there is no source ${id}`);
    requireOrganization(caller.account, source.organizationId);
    const { adapter, options } = source;
    return deps.checkAddress({ url: firstAddress(options) ?? 'about:blank', adapter, options });
  };
}

/** Families name their addresses differently; the first one in the options is where collecting begins. */
function firstAddress(value: unknown): string | undefined {
  if (typeof value === 'string') return /^https?:\/\//i.test(value) ? value : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const part of Object.values(value)) {
    const found = firstAddress(part);
    if (found !== undefined) return found;
  }
  return undefined;
}
