import type { Lane } from '../../schemas/lane.js';

/** Kinds of work, in the order an item meets them; each lane of each kind has a queue of its own. */
export const WORK_KINDS = [
  ...(['collect', 'subscribe', 'check', 'media', 'recheck', 'links', 'sweep', 'route', 'deliver'] as const),
  ...(['verdict', 'cluster', 'announce', 'seal', 'remind', 'notify', 'watch'] as const),
] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

/**
 * Jobs under way at once, in one process, for each kind and lane. Collecting waits for slow sites, delivering for
 * portals (there the number is per portal and set there), media for the hosts of images and attachments, each of which
 * takes one place and slow ones no more than half of them; checking and routing are our own CPU and store. Slow sources have places of their own, and many: they wait for their sites and for
 * the gap between two requests, and cost nothing.
 */
export const LANE_CONCURRENCY: Record<
  Exclude<WorkKind, 'deliver' | 'sweep' | 'seal'> | 'collectSlow' | 'notifySlow',
  Record<Lane, number>
> = {
  collect: { flash: 8, urgent: 8, routine: 16, backfill: 4 },
  subscribe: { flash: 2, urgent: 2, routine: 2, backfill: 1 },
  collectSlow: { flash: 8, urgent: 8, routine: 32, backfill: 4 },
  check: { flash: 4, urgent: 2, routine: 2, backfill: 1 },
  media: { flash: 8, urgent: 8, routine: 16, backfill: 4 },
  recheck: { flash: 2, urgent: 2, routine: 2, backfill: 1 },
  links: { flash: 2, urgent: 2, routine: 4, backfill: 1 },
  route: { flash: 8, urgent: 4, routine: 4, backfill: 2 },
  verdict: { flash: 1, urgent: 1, routine: 2, backfill: 1 },
  cluster: { flash: 1, urgent: 1, routine: 1, backfill: 1 },
  remind: { flash: 2, urgent: 1, routine: 1, backfill: 1 },
  announce: { flash: 1, urgent: 1, routine: 1, backfill: 1 },
  notify: { flash: 1, urgent: 1, routine: 16, backfill: 1 },
  notifySlow: { flash: 1, urgent: 1, routine: 8, backfill: 1 },
  watch: { flash: 1, urgent: 1, routine: 2, backfill: 1 },
};

/**
 * `deliver` work is apart for each portal, so that one that hangs holds up no other; `collect` work of sources that took
 * long the last time is apart from the rest for the same reason.
 */
export interface QueueAddress {
  kind: WorkKind;
  lane: Lane;
  portalId?: string;
  part?: 'slow';
}

export function queueName({ kind, lane, portalId, part }: QueueAddress): string {
  const within = portalId ?? part;
  return within === undefined ? `${kind}.${lane}` : `${kind}.${lane}.${within}`;
}
