import { addSeconds, toInstant, type Clock } from '../../schemas/instant.js';
import { COUNTED_ACTIONS, createTally, type Tally } from '../domain/review/day-figures.js';
import type { AuditLogStore } from '../store/audit-log-store.js';
import type { ReviewDay, ReviewDayStore } from '../store/review-day-store.js';

export interface CountDependencies {
  auditLog: Pick<AuditLogStore, 'readHead' | 'numberAt' | 'readCounted'>;
  reviewDays: ReviewDayStore;
  now: Clock;
}

const DAY_SECONDS = 86_400;

/**
 * What the sealed record says of a period of whole days. Each entry is read once: what was counted of a day is kept, with
 * how far that goes. The log only grows and its times never go back, so that a day behind its end is counted for good.
 */
export function createCountDays({ auditLog, reviewDays, now }: CountDependencies) {
  return async (from: string, to: string): Promise<Tally> => {
    const head = await auditLog.readHead();
    const known = await reviewDays.list(from, to);
    const total = createTally();
    // Where a day that is over ends, the next begins.
    let end: number | undefined;
    for (const day of daysBetween(from, earlier(to, toInstant(now()).slice(0, 10)))) {
      const before = known.get(day);
      const counted =
        before?.closed === true ? before : await countDay(day, before ?? { through: end }, head);
      total.addTally(counted);
      end = counted.through;
    }
    return total.result();
  };

  async function countDay(
    id: string,
    before: Partial<Tally> & { through?: number | undefined },
    head: { number: number; sealedAt?: string },
  ): Promise<ReviewDay> {
    const end = startOf(nextDay(id));
    const closed = head.sealedAt !== undefined && head.sealedAt >= end;
    const last = closed ? (await auditLog.numberAt(end)) - 1 : head.number;
    const through = before.through ?? (await auditLog.numberAt(startOf(id))) - 1;
    const tally = createTally();
    if (before.stages && before.units) tally.addTally({ stages: before.stages, units: before.units });
    if (last > through)
      for (const action of COUNTED_ACTIONS)
        for await (const entry of auditLog.readCounted(action, through, last)) tally.addEntry(entry);
    const day = { id, through: Math.max(last, through), closed, ...tally.result() };
    if (last > through || closed) await reviewDays.save(day);
    return day;
  }
}

function startOf(day: string): string {
  return `${day}T00:00:00.000+08:00`;
}

function nextDay(day: string): string {
  return toInstant(addSeconds(new Date(startOf(day)), DAY_SECONDS)).slice(0, 10);
}

function* daysBetween(from: string, to: string): Generator<string> {
  for (let day = from; day <= to; day = nextDay(day)) yield day;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
