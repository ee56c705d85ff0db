import type { SourceProblem, SourceStop } from '../../schemas/source.js';
import {
  decideVanished,
  type MissingMark,
  type Sighting,
  type VanishRules,
  type VanishVerdict,
} from '../domain/vanished-items.js';
import { toExternalId } from '../normalize/to-item-content.js';
import type { ItemStore, PlannedChange } from '../store/item-store.js';
import type { TrackedItem } from '../store/item-vanished.js';
import type { LeasedSource } from '../store/source-record.js';
import type { SourceFindings, SourceStore } from '../store/source-store.js';
import { namesOf, type CollectionWatch, type GoneReference } from './collection-watch.js';
import { toReferenceKey } from './entry-candidate.js';

export interface SettleVanishedDependencies {
  items: ItemStore;
  sources: Pick<SourceStore, 'expectMissing'>;
  rules: VanishRules;
}

export interface SettledVanished {
  findings: SourceFindings;
  problem?: SourceProblem;
}

/** References looked up in one query. */
const LOOKED_UP = 200;

/**
 * At the end of a collection: what is missing is marked, what is missing again is proposed for withdrawal, what is back
 * loses its proposal; and where too much is missing at once the source is stopped. A collection that was cut short or
 * failed must not come here: what it did not reach is not missing.
 */
export function createSettleVanished(deps: SettleVanishedDependencies) {
  return async (
    source: LeasedSource,
    watch: CollectionWatch,
    { unchanged, at }: { unchanged: boolean; at: string },
  ): Promise<SettledVanished> => {
    const remembered = source.memory?.missing === true;
    if (!remembered && !watch.complete && watch.gone.size === 0) return { findings: {} };
    const missing = remembered ? await deps.items.findMissing(source.id) : [];
    const { sightings, live } = await findVanished(deps, source.id, watch, unchanged ? missing : []);
    const vanishedIds = new Set(sightings.map(({ item }) => item.id));
    const back = missing.filter((item) => !vanishedIds.has(item.id) && watch.shows(item));
    const unsettled = missing.filter((item) => !vanishedIds.has(item.id) && !back.includes(item));
    const acknowledgedAt = source.memory?.vanishAcknowledgedAt;
    const verdict = decideVanished(
      {
        ...{ vanished: sightings, unsettled, at },
        live:
          live ??
          lostSample(watch, deps.rules) ??
          (await countLive(deps, source.id, sightings.length + unsettled.length)),
        ...(acknowledgedAt !== undefined && { acknowledgedAt }),
      },
      deps.rules,
    );
    await write(deps, source.id, { verdict, back, at });
    const left = unsettled.length + sightings.length > 0;
    return toSettled(verdict, { left, remembered, at });
  };
}

export type SettleVanished = ReturnType<typeof createSettleVanished>;

/**
 * Of articles that no list names only a few are asked for at a time. Where most of these are gone, so may be all others:
 * then they stand for the whole source, which else would seem to have lost next to nothing.
 */
function lostSample({ looks }: CollectionWatch, rules: VanishRules): number | undefined {
  const isLost = looks.gone > rules.massCount && looks.gone > (looks.asked * rules.massPercent) / 100;
  return isLost ? looks.asked : undefined;
}

/** Few missing are never too many: only then does it matter how many there are in all. */
async function countLive({ items, rules }: SettleVanishedDependencies, sourceId: string, missing: number) {
  return missing > rules.massCount ? items.countLive(sourceId) : 0;
}

async function findVanished(
  { items }: SettleVanishedDependencies,
  sourceId: string,
  watch: CollectionWatch,
  stillMissing: readonly TrackedItem[],
): Promise<{ sightings: Sighting<TrackedItem>[]; live: number | undefined }> {
  const sightings = new Map<string, Sighting<TrackedItem>>();
  // An unchanged list says what it said before; a page was not asked again.
  for (const item of stillMissing) {
    const { missing } = item;
    if (missing && missing.reason !== 'gone') sightings.set(item.id, { item, ...factsOf(missing) });
  }
  for (const sighting of await findGone(items, sourceId, watch)) sightings.set(sighting.item.id, sighting);
  if (!watch.complete) return { sightings: [...sightings.values()], live: undefined };
  const live = await items.findLive(sourceId);
  for (const item of live) {
    if (sightings.has(item.id) || watch.shows(item)) continue;
    const { url } = item.content;
    sightings.set(item.id, { item, reason: 'unlisted', ...(url !== undefined && { url }) });
  }
  return { sightings: [...sightings.values()], live: live.length };
}

function factsOf({ reason, status, url }: MissingMark) {
  return { reason, ...(status !== undefined && { status }), ...(url !== undefined && { url }) };
}

/** The items that the references mean; one whose content this very collection has read is not gone. */
async function findGone(items: ItemStore, sourceId: string, watch: CollectionWatch) {
  const references = [...watch.gone.values()];
  const found: Sighting<TrackedItem>[] = [];
  for (let start = 0; start < references.length; start += LOOKED_UP) {
    const names = new Map<string, GoneReference>();
    for (const reference of references.slice(start, start + LOOKED_UP))
      for (const name of referenceNames(sourceId, reference.url)) names.set(name, reference);
    const keys = [...names.keys()];
    for (const item of await items.findReferred(sourceId, { originKeys: keys, urls: keys })) {
      const reference = names.get(item.originKey) ?? names.get(item.content.url ?? '');
      if (reference && !watch.shows(item)) found.push(toSighting(item, reference));
    }
  }
  return found;
}

/** An Atom tombstone names the id of the entry, a page its address. */
function referenceNames(sourceId: string, reference: string): string[] {
  const id = toExternalId(reference);
  return [...namesOf(sourceId, reference), ...(id === undefined ? [] : [toReferenceKey(sourceId, id)])];
}

function toSighting(item: TrackedItem, { status, stated }: GoneReference): Sighting<TrackedItem> {
  const { url } = item.content;
  return {
    item,
    ...(stated ? { reason: 'deleted' as const } : { reason: 'gone' as const, status }),
    ...(url !== undefined && { url }),
  };
}

async function write(
  { items, sources }: SettleVanishedDependencies,
  sourceId: string,
  { verdict, back, at }: { verdict: VanishVerdict<TrackedItem>; back: readonly TrackedItem[]; at: string },
): Promise<void> {
  const marks = verdict.marks.map(({ item, missing }) => ({ id: item.id, missing }));
  if (marks.length + verdict.proposals.length > 0) await sources.expectMissing(sourceId);
  const unmarked = back.filter(({ proposal }) => !proposal).map(({ id }) => ({ id, missing: null }));
  await items.markMissing([...marks, ...unmarked]);
  const changes = [
    ...verdict.proposals.map(toProposed),
    ...back.filter(({ proposal }) => proposal).map(toCleared),
  ];
  await items.applyChanges(changes, { at });
}

function toProposed({
  item,
  missing,
  proposal,
}: VanishVerdict<TrackedItem>['proposals'][number]): PlannedChange {
  const { revision } = item;
  const comment = [proposal.reason, proposal.evidence.status, proposal.evidence.url]
    .filter(Boolean)
    .join(' ')
    .slice(0, 2000);
  const history = { action: 'withdrawal-proposed' as const, by: 'system', revision, comment };
  return { item, change: { history }, presence: { missing, proposal } };
}

function toCleared(item: TrackedItem): PlannedChange {
  const history = { action: 'proposal-cleared' as const, by: 'system', revision: item.revision };
  return { item, change: { history }, presence: { missing: null, proposal: null } };
}

function toSettled(
  { stop, marks }: VanishVerdict<TrackedItem>,
  { left, remembered, at }: { left: boolean; remembered: boolean; at: string },
): SettledVanished {
  const findings = left === remembered ? {} : { missing: left };
  if (!stop) return { findings };
  const stopped: SourceStop = {
    ...{ reason: 'mass-vanish', at, ...stop },
    examples: marks.slice(0, 5).map(({ item }) => item.content.title),
  };
  const message = `${stop.vanished} of ${stop.live} articles vanished at once; the source is stopped, nothing was proposed`;
  return {
    findings: { ...findings, state: 'stopped', stopped },
    problem: { at, code: 'source-mass-vanish', message },
  };
}
