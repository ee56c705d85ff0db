import type { Operation } from './operation.js';
import { accountOperations } from './routes/accounts.js';
import { alertOperations } from './routes/alerts.js';
import { calendarOperations } from './routes/calendar.js';
import { callbackOperations } from './routes/callbacks.js';
import { auditOperations } from './routes/audit.js';
import { dutyRosterOperations } from './routes/duty-roster.js';
import { noticeOperations } from './routes/notices.js';
import { clusterOperations } from './routes/clusters.js';
import { deadLetterOperations } from './routes/dead-letters.js';
import { deliveryOperations } from './routes/deliveries.js';
import { reviewOperations } from './routes/item-review.js';
import { itemCheckOperations } from './routes/item-checks.js';
import { itemOperations } from './routes/items.js';
import { uploadOperations } from './routes/item-uploads.js';
import { organizationOperations } from './routes/organizations.js';
import { policyOperations } from './routes/policies.js';
import { portalStandingOperations } from './routes/portal-standing.js';
import { portalOperations } from './routes/portals.js';
import { itemRoutingOperations, routeOperations } from './routes/routes.js';
import { ruleOperations } from './routes/rules.js';
import { sourceOnboardingOperations } from './routes/source-onboarding.js';
import { opmlOperations } from './routes/opml.js';
import { reviewFigureOperations } from './routes/review-figures.js';
import { queueOperations } from './routes/review-queue.js';
import { revisionOperations } from './routes/revisions.js';
import { sourceOperations } from './routes/sources.js';

/** Every operation of the API; routes are matched in this order, the busiest first. */
export const OPERATIONS: readonly Operation[] = [
  // Before `/items/{id}`, whose pattern their addresses fit.
  ...uploadOperations,
  ...queueOperations,
  ...itemOperations,
  ...reviewOperations,
  ...revisionOperations,
  ...itemRoutingOperations,
  ...itemCheckOperations,
  ...portalOperations,
  ...portalStandingOperations,
  ...deliveryOperations,
  ...deadLetterOperations,
  ...alertOperations,
  // Before `/sources/{id}`, which would take `opml` for the name of a source.
  ...opmlOperations,
  ...clusterOperations,
  ...sourceOperations,
  ...sourceOnboardingOperations,
  ...organizationOperations,
  ...callbackOperations,
  ...accountOperations,
  ...routeOperations,
  ...ruleOperations,
  ...policyOperations,
  ...calendarOperations,
  ...reviewFigureOperations,
  ...auditOperations,
  ...dutyRosterOperations,
  ...noticeOperations,
];
