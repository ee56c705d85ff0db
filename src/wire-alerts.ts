import { backlogAlert } from './alerts/backlog-alert.js';
import { censusAlert } from './alerts/census-alert.js';
import { deliveryAlerts } from './alerts/delivery-alerts.js';
import { rosterAlert } from './alerts/roster-alert.js';
import { createWatchAlerts } from './alerts/watch-alerts.js';
import type { Parts } from './compose.js';
import { backlogLimitsOf } from './config.js';
import type { CurrentReviewSettings } from './review/current-settings.js';

/** What people are told of without asking. A further kind of alert is one more finder here. */
export function wireAlerts(
  { config, now, stores, queues, log }: Parts,
  { reviewSettings }: { reviewSettings: CurrentReviewSettings },
) {
  const clock = async () => (await reviewSettings()).clock;
  return {
    watchAlerts: createWatchAlerts({
      ...{ alerts: stores.alerts, now, keptDays: config.ALERT_KEEP_DAYS },
      finders: [
        ...deliveryAlerts({ ...stores, clock, now }),
        censusAlert({ ...stores, tolerance: config.CENSUS_TOLERANCE }),
        rosterAlert({ ...stores, now }),
        backlogAlert({ queues, portals: stores.portals, limits: backlogLimitsOf(config) }),
      ],
      onError: (kind, err) => {
        log.warn({ kind, err }, 'alerts-not-looked-for');
      },
    }),
  };
}
