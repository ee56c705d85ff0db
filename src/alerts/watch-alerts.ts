import { addSeconds, toInstant, type Clock } from '../../schemas/instant.js';
import { alertKey } from '../domain/alert.js';
import type { AlertStore } from '../store/alert-store.js';
import type { AlertFinder } from './alert-finder.js';

export interface WatchDependencies {
  alerts: AlertStore;
  finders: readonly AlertFinder[];
  /** Days that alerts are kept after they are over. */
  keptDays: number;
  now: Clock;
  onError(kind: string, error: unknown): void;
}

export interface Watched {
  raised: number;
  closed: number;
}

const DAY_SECONDS = 86_400;

/**
 * 告警: makes the open alerts equal what holds now. Like a delivery it goes by what is and not by what happened, so that a
 * crash between a cause and its alert, or between its end and the alert's, is made good by the next look.
 */
export function createWatchAlerts(deps: WatchDependencies) {
  return async (): Promise<Watched> => {
    const watched = { raised: 0, closed: 0 };
    for (const finder of deps.finders) {
      try {
        await watchKind(deps, finder, watched);
      } catch (error) {
        // One that cannot be looked for hides no other; its open alerts stay as they are.
        deps.onError(finder.kind, error);
      }
    }
    await deps.alerts.removeClosed(toInstant(addSeconds(deps.now(), -deps.keptDays * DAY_SECONDS)));
    return watched;
  };
}

async function watchKind(
  { alerts, now }: WatchDependencies,
  { kind, find }: AlertFinder,
  watched: Watched,
): Promise<void> {
  const open = await alerts.listOpen([kind]);
  const conditions = await find();
  const held = new Set(conditions.map(alertKey));
  for (const condition of conditions) if (await alerts.raise(condition, toInstant(now()))) watched.raised++;
  // Those that were open before it was looked: one that another has raised meanwhile is not ours to close.
  for (const alert of open)
    if (!held.has(alertKey(alert)) && (await alerts.close(alert, toInstant(now())))) watched.closed++;
}
