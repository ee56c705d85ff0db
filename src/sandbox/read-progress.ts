const METRIC = /^baosong_(items|deliveries)\{([^}]*)\} (\d+)$/gm;
const TIMEOUT_MS = 5000;

/** Counts from the stores, cheap to ask for: items by state, deliveries by `portal status`. */
export interface Progress {
  items: Record<string, number>;
  deliveries: Record<string, number>;
}

/** Undefined while the API is away. */
export async function readProgress(apiUrl: string): Promise<Progress | undefined> {
  try {
    const response = await fetch(`${apiUrl}/metrics`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return response.ok ? parseProgress(await response.text()) : undefined;
  } catch {
    return undefined;
  }
}

function parseProgress(text: string): Progress {
  const progress: Progress = { items: {}, deliveries: {} };
  for (const [, name, labels = '', value] of text.matchAll(METRIC)) {
    const key = [...labels.matchAll(/="([^"]*)"/g)].map(([, label]) => label).join(' ');
    progress[name === 'items' ? 'items' : 'deliveries'][key] = Number(value);
  }
  return progress;
}

const OPEN_STATES = ['collected', 'checked', 'in-review', 'approved', 'returned'];

/** True when there are items and nobody and nothing has work left with them. */
export function isQuiet({ items, deliveries }: Progress): boolean {
  const open = OPEN_STATES.reduce((sum, state) => sum + (items[state] ?? 0), 0);
  const total = Object.values(items).reduce((sum, count) => sum + count, 0);
  return total > 0 && open === 0 && statusCount(deliveries, 'pending') === 0;
}

function statusCount(deliveries: Record<string, number>, status: string): number {
  return Object.entries(deliveries)
    .filter(([key]) => key.endsWith(` ${status}`))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** One line for people. */
export function describeProgress({ items, deliveries }: Progress): { zh: string; en: string } {
  const n = (state: string) => items[state] ?? 0;
  const waiting = n('collected') + n('checked') + n('in-review');
  const pending = statusCount(deliveries, 'pending');
  return {
    zh: `　待审 ${waiting}　待送达 ${pending}　已送达 ${n('delivered')}　退回 ${n('returned')}　重复 ${n('merged')}`,
    en: `to review ${waiting}, to deliver ${pending}, delivered ${n('delivered')}, returned ${n('returned')}, duplicates ${n('merged')}`,
  };
}
