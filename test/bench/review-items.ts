import type { Account } from '../../schemas/account.js';
import type { ContentItem } from '../../schemas/content-item.js';
import { addSeconds, toInstant } from '../../schemas/instant.js';
import type { Lane } from '../../schemas/lane.js';
import { LANE_CLOCK } from '../../src/domain/lanes.js';
import { DEFAULT_POLICIES } from '../../src/domain/review/default-policies.js';
import { openReview } from '../../src/domain/review/open-review.js';
import { toQueueMarks } from '../../src/domain/review/queue-marks.js';
import { fingerprintsOf } from '../../src/normalize/fingerprint.js';
import { toItemContent } from '../../src/normalize/to-item-content.js';
import { createIssueKey, createRegisterAccount } from '../../src/registry/register-account.js';
import type { ItemMarks } from '../../src/store/item-record.js';
import type { BenchStack } from './bench-stack.js';

const CHUNK = 1000;
const UNITS = 200;
/** Of a hundred items so many are in each lane. */
const LANES_OF_HUNDRED: [Lane, number][] = [
  ['flash', 1],
  ['urgent', 9],
  ['routine', 50],
  ['backfill', 40],
];
const SETTINGS = {
  policies: DEFAULT_POLICIES,
  clock: LANE_CLOCK,
  portalsOf: () => ['bureau'],
  onDuty: () => [],
};

export const idOf = (number: number): string => `20261120-000000-${String(number).padStart(8, '0')}`;

/** Items with a text of about 2 KB and two entries in their history that wait for people, in all lanes, from 200 units, come in over five days. */
export async function fillQueue(
  { app }: { app: { stores: Pick<BenchStack['app']['stores'], 'items'> } },
  items: number,
): Promise<void> {
  const now = Date.now();
  for (let from = 0; from < items; from += CHUNK) {
    const records = Array.from({ length: CHUNK }, (_, index) => {
      // Spread by a step that is prime to the number of items, so that neighbours by id are none by deadline.
      const ago = (((from + index) * 7919) % items) * ((5 * 86_400) / items);
      return toWaiting(from + index, addSeconds(new Date(now), -ago));
    });
    await app.stores.items.insertMany(records);
  }
}

function laneOf(number: number): Lane {
  let left = number % 100;
  for (const [lane, share] of LANES_OF_HUNDRED) {
    if (left < share) return lane;
    left -= share;
  }
  return 'routine';
}

function toWaiting(number: number, received: Date): ContentItem & ItemMarks {
  const at = toInstant(received);
  const body = `第${number}号资料。${'全国基础测绘成果目录及其应用情况说明。'.repeat(35)}`;
  const entry = {
    externalId: `bench-${number}`,
    title: `测绘资料第${number}号`,
    body,
    bodyFormat: 'text' as const,
  };
  const normalized = toItemContent(entry, { defaults: { kind: 'news' }, now: received });
  if (!normalized.ok) throw new Error(normalized.message);
  const { content } = normalized;
  const item = {
    ...{ id: idOf(number), organizationId: `unit-${number % UNITS}`, channel: 'push' as const, content },
    ...{ revision: 1, version: 2, checkedRevision: 1, lane: laneOf(number), laneReason: 'bench' },
    ...{ state: 'in-review' as const, findings: [], deliveries: [], submittedBy: `editor-${number % UNITS}` },
    ...{ fingerprints: fingerprintsOf(content), receivedAt: at, updatedAt: at },
    history: [
      { at, action: 'submitted' as const, by: `editor-${number % UNITS}`, revision: 1 },
      { at, action: 'checked' as const, by: 'system', revision: 1 },
    ],
  };
  const { review } = openReview(item, SETTINGS, received);
  return { ...item, review, originKey: `bench ${number}`, ...toQueueMarks({ ...item, review }) };
}

export interface Colleague {
  account: Account;
  key: string;
}

/** So many reviewers of the bureau. */
export async function hireReviewers({ app }: BenchStack, many: number): Promise<Colleague[]> {
  const person = { name: '张三' };
  await app.stores.organizations.create({
    ...{ id: 'bureau', name: '国家测绘局', kind: 'bureau', responsible: person, liaison: person },
    createdAt: toInstant(new Date()),
  });
  const deps = { ...app.stores, now: app.now };
  return Promise.all(
    Array.from({ length: many }, async (_, index) => {
      const id = `reviewer-${index + 1}`;
      const account = await createRegisterAccount(deps)({
        id,
        name: id,
        organizationId: 'bureau',
        roles: ['reviewer'],
      });
      return { account, key: (await createIssueKey(deps)(id)).apiKey };
    }),
  );
}
