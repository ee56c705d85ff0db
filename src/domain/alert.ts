import type { Alert, AlertKind, AlertSubject } from '../../schemas/alert.js';

/** What holds now, as whoever looked for it found it: everything of an alert but its life. */
export type AlertCondition = Pick<Alert, 'kind' | 'subject' | 'text' | 'action' | 'count' | 'sample'>;

/** Tells alerts apart: of one kind and subject one is open at a time. */
export function alertKey({ kind, subject }: { kind: AlertKind; subject: AlertSubject }): string {
  const { portalId, lane, queue, organizationId, sourceId } = subject;
  const named = { portalId, lane, queue, organizationId, sourceId };
  const parts = Object.entries(named).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  return [kind, ...parts].join(' ');
}
