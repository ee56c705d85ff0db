import type { Lane } from '../../../schemas/lane.js';

/** How long people have, in the time that counts for a lane. */
export interface ReviewClock {
  /** What a lane allows for a review as a whole; seconds of its own time. */
  reviewSeconds(lane: Lane): number;
  /** How long a claim holds; seconds of real time. */
  claimSeconds(lane: Lane): number;
  /** When so many seconds of the lane's time have passed: working time for some lanes, real time for the others. */
  after(lane: Lane, from: Date, seconds: number): Date;
}
