import type { ContentItem, HistoryEvent } from '../../../schemas/content-item.js';

type Told = Pick<ContentItem, 'history' | 'revision' | 'submittedBy'>;

/** Events by which somebody takes a stage upon themselves. */
const DECIDING: readonly HistoryEvent['action'][] = [
  ...(['co-signed', 'stage-approved', 'approved', 'second-reviewed', 'returned', 'declined'] as const),
  ...(['merged', 'expired', 'sent', 'withdrawn'] as const),
];

/** Events that a revision begins with. */
const BEGINNINGS: readonly HistoryEvent['action'][] = [
  ...(['collected', 'submitted', 'revised', 'resubmitted', 'corrected', 'edited'] as const),
];

export interface HeldStage {
  by: string;
  stage: string;
  revision: number;
}

/** Who has decided in which stage of the item, of all its revisions. */
export function heldStages({ history }: Pick<Told, 'history'>): HeldStage[] {
  return history.flatMap((event) => {
    const { by, stage, revision } = event;
    return stage !== undefined && isDecision(event) ? [{ by, stage, revision }] : [];
  });
}

/** Claims name a stage as well, and decide nothing. */
function isDecision({ action, stage }: HistoryEvent): boolean {
  return stage !== undefined && DECIDING.includes(action);
}

/** Who wrote the current revision: whoever pushed, corrected or edited it; nobody where it was collected. */
export function authorsOf({ history, revision, submittedBy }: Told): string[] {
  const event = history.findLast((each) => each.revision === revision && BEGINNINGS.includes(each.action));
  const authors = [submittedBy, event?.by === 'system' ? undefined : event?.by];
  return [...new Set(authors.filter((author) => author !== undefined))];
}

/** Who sent back the revision before this one, and from which stage; nobody where it was not sent back. */
export function findReturner({ history, revision }: Told): { by: string; stage: string } | undefined {
  const begun = history.findIndex((each) => each.revision === revision && BEGINNINGS.includes(each.action));
  const before = history.slice(0, Math.max(begun, 0)).findLast(isDecision);
  if (before?.action !== 'returned' || before.stage === undefined) return undefined;
  return { by: before.by, stage: before.stage };
}
