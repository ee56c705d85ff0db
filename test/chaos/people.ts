import { setTimeout as wait } from 'node:timers/promises';
import type { ContentItem } from '../../schemas/content-item.js';
import type { SubmissionAnswer } from '../../schemas/requests.js';
import type { Random } from './random.js';
import { LANE_MIX, type World } from './world.js';

/** Who holds which stage: one person each, so that every item can get through. */
const HOLDERS: Readonly<Record<string, string>> = {
  'first-review': 'reviewer',
  'second-review': 'reviewer2',
  'final-review': 'chief',
  secrecy: 'secrecy',
  duty: 'duty',
  'post-review': 'reviewer3',
};

export interface Pushed {
  externalId: string;
  /** Of the newest version that was acknowledged. */
  id: string;
  title: string;
  withdrawn: boolean;
}

/** What the units have had acknowledged: none of it may be lost. */
export interface Books {
  pushed: Map<string, Pushed>;
  /** Items whose correction at their unit was acknowledged. */
  corrected: number;
}

const PUSHERS = 4;

/** Units push until everything is acknowledged; some is corrected later, some withdrawn. */
export async function pushEverything(
  world: World,
  items: number,
  random: Random,
  books: Books,
): Promise<void> {
  const numbers = Array.from({ length: items }, (_, index) => index);
  const plans = numbers.map((number) => ({
    ...{ number, lane: random.pick(LANE_MIX), fate: random.next(), pauseMs: random.between(0, 40) },
  }));
  await Promise.all(
    Array.from({ length: PUSHERS }, async () => {
      for (let plan = plans.shift(); plan; plan = plans.shift()) {
        await wait(plan.pauseMs);
        await push(world, books, plan.number, plan.lane, 1);
        if (plan.fate < 0.1) await push(world, books, plan.number, plan.lane, 2);
        else if (plan.fate < 0.15) await withdraw(world, books, plan.number);
      }
    }),
  );
}

async function push(
  { gateway }: World,
  books: Books,
  number: number,
  lane: ContentItem['lane'],
  version: number,
): Promise<void> {
  const externalId = `chaos-${number}`;
  const title = `第${number}号测绘成果 第${version}版`;
  const answer = await gateway.call('editor', 'POST', 'items', {
    ...{ externalId, title, lane, kind: 'news', responsiblePerson: '张三', contentSource: '大地中心' },
    ...(lane === 'flash' && { laneReason: '应急测绘' }),
    publishedAt: '2026-11-23 09:05',
    bodyText: `第${number}号测绘成果汇交情况的报道，${'内容各不相同'.repeat(3)}，编号 ${(number * 7919) % 100_003}，版本 ${version}。`,
  });
  if (answer.status >= 300) throw new Error(`push refused: ${JSON.stringify(answer)}`);
  const { id } = answer.body as SubmissionAnswer;
  books.pushed.set(externalId, { externalId, id, title, withdrawn: false });
  if (version > 1) books.corrected++;
}

async function withdraw({ gateway }: World, books: Books, number: number): Promise<void> {
  const held = books.pushed.get(`chaos-${number}`);
  if (!held) return;
  const answer = await gateway.call('liaison', 'POST', `items/${held.id}/withdrawals`, {
    reason: '内容有误',
  });
  if (answer.status === 200) held.withdrawn = true;
}

/** Everybody decides on what waits for them until told to go home. */
export async function review(world: World, signal: AbortSignal): Promise<void> {
  const lists = [{ lane: 'flash' as const }, { lane: 'urgent' as const }, {}];
  while (!signal.aborted) {
    const found = await Promise.all(
      lists.map((filter) => world.gateway.listItems('chief', { state: 'in-review', ...filter })),
    );
    const items = new Map(found.flat().map((item) => [item.id, item]));
    const decided = await Promise.all([...items.values()].map((item) => decide(world, item)));
    if (!decided.some(Boolean)) await wait(100);
  }
}

/** One stage of one item; true when it counted. */
async function decide({ gateway }: World, item: ContentItem): Promise<boolean> {
  const stage = item.review?.stages[item.review.stage]?.name ?? '';
  const who = HOLDERS[stage];
  if (who === undefined) throw new Error(`nobody holds ${stage}`);
  const answer = await gateway.call(who, 'POST', `items/${item.id}/decisions`, {
    ...{ decision: 'approve', version: item.version, stage },
  });
  // Somebody wrote meanwhile, or our own answer was lost on the way and repeated.
  return answer.status === 200;
}
