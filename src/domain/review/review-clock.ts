import type { Lane } from '../../../schemas/lane.js';

/** How long people have, in the time that counts for a lane: the calendar in force. */
export interface ReviewClock {
  /** What a lane allows for a review as a whole; seconds of its own time. */
  reviewSeconds(lane: Lane): number;
  /** How long a claim holds; seconds of real time. */
  claimSeconds(lane: Lane): number;
  /** How long after its approval an item should be with its portals; seconds of real time. Undefined: no promise. */
  deliverSeconds(lane: Lane): number | undefined;
  /** When so many seconds of the lane's time have passed: working time for some lanes, real time for the others. */
  after(lane: Lane, from: Date, seconds: number): Date;
  /** Share of a limit that is left when people are reminded. */
  dueSoonShare: number;
  /** Share of a limit that passes after it until somebody else is asked, and once more until the administrators are. */
  overdueShare: number;
}
