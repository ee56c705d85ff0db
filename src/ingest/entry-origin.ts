import type { ItemKind } from '../../schemas/item-kind.js';
import type { Lane } from '../../schemas/lane.js';
import type { EntryRecognition } from './entry-recognition.js';

/** Whose entries these are and how they came in. */
export interface EntryOrigin {
  organizationId: string;
  /** Absent for pushed items: there the organization itself is the name space of external ids. */
  sourceId?: string;
  submittedBy?: string;
  /** Address of the request, for the history. */
  from?: string;
  lane?: Lane;
  requestedLane?: { lane: Lane; reason?: string };
  /**
   * Whether new items are checked here, before they are written. Collecting does: it has the content at hand, in a
   * worker of the right lane, and reading it back to check it would cost more than the checks. Pushed items are left to
   * the check workers, so that a unit's request is not held up by them.
   */
  checkNow?: boolean;
  /** The collection that these entries belong to. Without it a known key is believed whatever stands behind it. */
  recognition?: EntryRecognition;
  defaults: { kind?: ItemKind; column?: string; language?: string };
}
