import type { ContentItem, Fingerprints } from '../../schemas/content-item.js';
import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { ItemContent } from '../../schemas/item-content.js';
import type { ItemChange } from '../domain/item-change.js';
import { keepFacts } from '../domain/media-facts.js';
import { mayTransition, nextState } from '../domain/item-state.js';
import type { ItemStore } from '../store/item-store.js';

export interface NewRevision {
  content: ItemContent;
  fingerprints: Fingerprints;
  by: string;
  /** Of whom it is; absent for what a machine of ours found. */
  byOrganization?: string;
  from?: string;
  /** Set where people change it here; otherwise the item's state says whether it was changed or resubmitted. */
  action?: 'corrected' | 'edited' | 'masked';
  comment?: string;
  /** The version the caller decided on; without it the newest is taken. */
  version?: number;
}

const TRIES = 5;

/**
 * Makes a new revision of an item: the old content is kept first, then the item is changed in one write, so a process
 * that dies in between leaves the item as it was. Undefined when nothing changes. Throws `stale-version` when
 * the caller's version is not the current one, or others keep writing.
 */
export async function reviseItem(
  deps: { items: ItemStore; now: Clock },
  id: string,
  revision: NewRevision,
): Promise<ContentItem | undefined> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const item = await deps.items.findById(id);
    if (
      !item ||
      item.fingerprints.revision === revision.fingerprints.revision ||
      !mayTransition(item.state, 'revise')
    )
      return undefined;
    if (revision.version !== undefined && revision.version !== item.version) break;
    const at = toInstant(deps.now());
    await keepReplaced(deps.items, item, at);
    const { from, byOrganization: organizationId } = revision;
    const stamp = {
      ...{ at, ...(from !== undefined && { from }) },
      ...(organizationId !== undefined && { organizationId }),
    };
    const changed = await deps.items.applyChange({ item, change: toChange(item, revision) }, stamp);
    if (changed) return changed;
  }
  throw new AppError('stale-version', `item ${id} was changed by somebody else`, { details: { id } });
}

async function keepReplaced(items: ItemStore, item: ContentItem, at: string): Promise<void> {
  const { id, revision, content, fingerprints } = item;
  await items.saveRevisions([
    { id: `${id}.${revision}`, itemId: id, revision, content, fingerprints, replacedAt: at },
  ]);
}

function toChange(
  item: ContentItem,
  { content: fresh, fingerprints, by, action, comment }: NewRevision,
): ItemChange {
  const content = keepFacts(item.content, fresh);
  return {
    content,
    fingerprints,
    revision: item.revision + 1,
    state: nextState(item.state, 'revise'),
    history: {
      action: action ?? (item.state === 'returned' ? 'resubmitted' : 'revised'),
      by,
      revision: item.revision + 1,
      changed: changedFields(item.content, content),
      ...(comment !== undefined && { comment }),
    },
  };
}

/** Names of the fields in which two contents differ. */
export function changedFields(before: ItemContent, after: ItemContent): string[] {
  const [old, fresh] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = [...new Set([...old.keys(), ...fresh.keys()])];
  return names.filter((name) => JSON.stringify(old.get(name)) !== JSON.stringify(fresh.get(name))).sort();
}
