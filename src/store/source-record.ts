import type { mongo } from 'mongoose';
import type { Source } from '../../schemas/source.js';
import type { SourcePulse } from '../domain/source-pulse.js';
import type { IdentityWatch } from '../domain/identity-criterion.js';
import { fromStored, type Stored } from './connection.js';
import { toWebsub, type StoredSubscription } from './subscription-store.js';

/**
 * A collection under way: another process may take the source over once `until` has passed. `slot` counts the
 * collections that one host bears at once; a unique index on host and slot lets no two hold the same.
 */
export interface CollectLease {
  token: string;
  until: string;
  slot: number;
  /** The collection is over; only its host is given its rest. */
  ended?: boolean;
}

/** What a source remembers between collections beside what it shows. */
export interface SourceMemory {
  /** Signs that its identities are bad, by how many collections in a row. */
  identityWatch?: IdentityWatch;
  /** Some of its items may be marked as missing: only then are they looked for when a collection ends. */
  missing?: boolean;
  /** When a person let it go on after too much had vanished. */
  vanishAcknowledgedAt?: string;
}

/** What only collecting needs to know of a source; the API does not show it. */
interface CollectState {
  lease?: CollectLease;
  /** Host and port that it is collected from; sources of one host take turns. */
  host?: string;
  /** Statistics as JSON text: nothing is looked up inside, and hundreds of small numbers cost the store as many fields. */
  pulse?: string;
  /** Its last collection took long: it is collected beside the others, so that they do not wait for it. */
  slow?: boolean;
  memory?: SourceMemory;
}

/** What lies in the store: the subscription with its secrets in the place of what is shown of it. */
export type SourceRecord = Omit<Source, 'websub'> & CollectState & { subscription?: StoredSubscription };

/** A source as its collector gets it. */
export type LeasedSource = Source & { pulse?: SourcePulse; slow?: boolean; memory?: SourceMemory };

/** A source whose poll has come, and the queue it belongs into. */
export interface DueSource extends Pick<Source, 'id' | 'lane' | 'nextPollAt'> {
  slow: boolean;
}

export type StoredDue = Pick<Stored<SourceRecord>, '_id' | 'lane' | 'nextPollAt' | 'slow'>;

export type SourceCollection = mongo.Collection<Stored<SourceRecord>>;

export function toDue({ _id, lane, nextPollAt, slow }: StoredDue): DueSource {
  return { id: _id, lane, nextPollAt, slow: slow === true };
}

export function toLeased(record: Stored<SourceRecord>): LeasedSource {
  const { lease, host, pulse, subscription, ...source } = fromStored<SourceRecord>(record);
  return {
    ...source,
    ...(subscription && { websub: toWebsub(subscription) }),
    ...(pulse !== undefined && { pulse: JSON.parse(pulse) as SourcePulse }),
  };
}

export function toPublic({
  lease,
  host,
  pulse,
  slow,
  memory,
  subscription,
  ...source
}: SourceRecord): Source {
  return { ...source, ...(subscription && { websub: toWebsub(subscription) }) };
}
