import { expect, test } from '@jest/globals';
import { compileRules, type CheckRules } from '../../../src/domain/checks/rules.js';
import { createCheckRevisions } from '../../../src/ingest/check-revisions.js';
import { createWithinTime, type WithinTime } from '../../../src/within-time.js';
import { SETTINGS } from '../domain/review-settings.js';
import { NOW, sampleContent, sampleItem } from '../domain/sample-item.js';

const RULES = compileRules([]);
const ENDLESS = `${'甲'.repeat(60)}。`;
/** A word list whose pattern backtracks for longer than anybody lives on one kind of text. */
const runaway: CheckRules = {
  ...RULES,
  findTerms: (text) => (/^(?:甲+)+$/.test(text) ? [] : RULES.findTerms(text)),
};
const judging = (rules: CheckRules) => ({ rules, settings: SETTINGS });
const saying = (bodyText: string, revision = 1) =>
  sampleItem({ revision, content: sampleContent({ bodyText }) });
const short = createCheckRevisions(createWithinTime(100));

test('an item whose checks never end goes to people, blocked, with what was found until then', async () => {
  const [checked] = await short(
    [saying(`机密★\n${ENDLESS}`, 3)],
    judging({ ...runaway, findTerms: spin }),
    NOW,
  );
  expect(checked).toMatchObject({
    ...{ state: 'in-review', checkedRevision: 3, review: { revision: 3, stage: 0 } },
    findings: [
      { rule: 'checks.incomplete', severity: 'block' },
      { rule: 'secrecy.marking', severity: 'block' },
    ],
  });
});

test('and the items beside it are checked as if it were not there', async () => {
  const items = [saying('无事。'), saying(ENDLESS), saying('布署'), saying(ENDLESS), saying('无事。')];
  const results = await short(items, judging(runaway), NOW);
  const [calm, , typo] = await createCheckRevisions((run) => run())(
    [saying('无事。'), saying('无事。'), saying('布署')],
    judging(RULES),
    NOW,
  );
  const rules = results.map(({ findings }) => findings.map(({ rule }) => rule));
  expect([results[0], results[2], results[4]]).toEqual([calm, typo, calm]);
  expect([rules[1]?.[0], rules[3]?.[0]]).toEqual(['checks.incomplete', 'checks.incomplete']);
});

test('one watched call serves all items', async () => {
  let calls = 0;
  const within: WithinTime = (run) => {
    calls += 1;
    return run();
  };
  const items = [saying('无事。'), saying('无事。'), saying('无事。')];
  expect(await createCheckRevisions(within)(items, judging(RULES), NOW)).toHaveLength(3);
  expect(calls).toBe(1);
});

test('a fault of ours is no finding', async () => {
  const faulty: CheckRules = {
    ...RULES,
    findTerms: () => {
      throw new TypeError('a fault');
    },
  };
  await expect(short([saying('无事。')], judging(faulty), NOW)).rejects.toThrow(TypeError);
});

function spin(): never {
  for (;;);
}
