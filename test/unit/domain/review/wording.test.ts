import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ContentItem, HistoryEvent } from '../../../../schemas/content-item.js';
import type { Finding, ItemContent } from '../../../../schemas/item-content.js';
import type { Policy } from '../../../../schemas/policy.js';
import { checkPolicy } from '../../../../src/domain/review/check-policy.js';
import { DEFAULT_POLICIES, ROUTINE_POLICY } from '../../../../src/domain/review/default-policies.js';
import { measureWording } from '../../../../src/domain/review/measure-wording.js';
import {
  decideWording,
  findObjection,
  findWordingBase,
  limitsFor,
  toPassed,
} from '../../../../src/domain/review/pass-wording.js';
import { findEdits, sizeOf } from '../../../../src/domain/review/text-edits.js';
import { NOW, sampleContent, sampleItem } from '../sample-item.js';

const AT = NOW.toISOString();
const SENTENCE = '会议部署测绘成果汇交工作，明确汇交范围、期限和质量要求，并通报上年度汇交情况。';

function article(text: string, fields: Partial<ItemContent> = {}): ItemContent {
  return sampleContent({
    ...{ title: '成果汇交部署会召开', bodyText: text, bodyHtml: `<p>${text}</p>` },
    ...fields,
  });
}

const BEFORE = article(SENTENCE.repeat(10));
const reworded = (from: string, to: string) => article(BEFORE.bodyText.replace(from, to));

describe('a change of words is measured in characters', () => {
  test.each([
    ['a word more', reworded('明确', '进而明确'), 2],
    ['a word in place of another', reworded('部署', '安排'), 4],
    ['a word less in the title', { ...BEFORE, title: '汇交部署会召开' }, 2],
    ['white space alone', article(`${SENTENCE}\n`.repeat(10)), 0],
    ['nothing but the time of the page', { ...BEFORE, updatedAt: '2026-11-21T09:00:00.000+08:00' }, 0],
    ['the time of day', { ...BEFORE, publishedAt: '2026-11-20T17:00:00.000+08:00' }, 0],
  ])('%s', (_what, after, characters) => {
    expect(measureWording(BEFORE, after, 20)).toMatchObject({ characters });
  });
});

const image = { url: 'https://unit.example.gov.cn/a.png', sha256: 'a'.repeat(64) };

describe('anything else is material', () => {
  const linked = (address: string) => article(SENTENCE, { bodyHtml: `<p><a href="${address}">附件</a></p>` });
  const cells = (...texts: string[]) =>
    article('甲乙', { bodyHtml: texts.map((text) => `<td>${text}</td>`).join('') });
  test.each<[string, ItemContent, ItemContent]>([
    ['kind', BEFORE, { ...BEFORE, kind: 'notice' }],
    ['column', BEFORE, { ...BEFORE, column: '通知公告' }],
    ['day', BEFORE, { ...BEFORE, publishedAt: '2026-11-21T09:00:00.000+08:00' }],
    ['date of signing', BEFORE, { ...BEFORE, signedAt: '2026-11-21T09:00:00.000+08:00' }],
    ['number of the document', BEFORE, { ...BEFORE, disclosure: { documentNumber: '国测发〔2026〕3号' } }],
    ['person responsible', BEFORE, { ...BEFORE, responsiblePerson: '李四' }],
    ['image', BEFORE, { ...BEFORE, images: [image] }],
    [
      'bytes of an image',
      { ...BEFORE, images: [image] },
      { ...BEFORE, images: [{ ...image, sha256: 'b'.repeat(64) }] },
    ],
    ['attachment', BEFORE, { ...BEFORE, attachments: [image] }],
    ['link', linked('https://a.example/1'), linked('https://a.example/2')],
    ['address in the text', article('详见www.a.gov.cn网站'), article('详见www.b.gov.cn网站')],
    ['paragraph', BEFORE, { ...BEFORE, bodyHtml: `${BEFORE.bodyHtml}<p></p>` }],
    ['digit', article('共汇交成果15项'), article('共汇交成果16项')],
    ['number in words', article('共三批成果'), article('共两批成果')],
    ['unit of a number', article('面积为15平方米'), article('面积为15平方公里')],
    ['unit in the next cell', article('15 米'), article('15 公里')],
    ['negation', article('可以公开使用'), article('不可以公开使用')],
    ['what is denied', article('不同意使用'), article('不完全同意使用')],
    ['obligation', article('各单位应汇交'), article('各单位可汇交')],
    ['English negation', article('Data are open to all'), article('Data are not open to all')],
    ['swapped cells', cells('甲', '乙'), cells('乙', '甲', '')],
  ])('%s', (_what, before, after) => {
    expect(measureWording(before, after, 200)).toHaveProperty('material');
  });

  test('and so is too much of it', () => {
    expect(measureWording(BEFORE, reworded('部署', SENTENCE), 20)).toMatchObject({ material: 'size' });
  });
});

const event = (action: HistoryEvent['action'], revision: number): HistoryEvent => ({
  ...{ at: AT, action, by: 'system', revision },
});

function published(...since: HistoryEvent[]): ContentItem {
  const history = [event('collected', 1), event('checked', 1), event('approved', 1), ...since];
  const revision = Math.max(...history.map((each) => each.revision));
  return sampleItem({ revision, history, publication: { operation: 'publish', revision: 1, at: AT } });
}

describe('what is measured against is what people last approved', () => {
  test('whatever has passed since', () => {
    const item = published(event('revised', 2), event('passed', 2), event('receipt', 2), event('revised', 3));
    expect(findWordingBase(item)).toBe(1);
  });

  test.each<[string, ContentItem]>([
    [
      'never approved',
      { ...published(event('revised', 2)), history: [event('collected', 1), event('revised', 2)] },
    ],
    ['nothing published', { ...published(event('revised', 2)), publication: undefined as never }],
    [
      'taken down',
      { ...published(event('revised', 2)), publication: { operation: 'withdraw', revision: 1, at: AT } },
    ],
    ['corrected by people', published(event('corrected', 2))],
    ['resubmitted after a return', published(event('returned', 1), event('resubmitted', 2))],
    ['with people already', published(event('revised', 2), event('checked', 2), event('revised', 3))],
    ['news of its files', published(event('rechecked', 1), event('revised', 2))],
    [
      'a second review that is open',
      {
        ...published(event('revised', 2)),
        secondReview: { revision: 1, role: 'reviewer', openedAt: AT, dueAt: AT },
      },
    ],
  ])('and nobody’s where it is %s', (_what, item) => {
    expect(findWordingBase(item)).toBeUndefined();
  });

  test('so that small changes never add up to a large one, however many there are', () => {
    const limits = { maxCharacters: 20, maxShare: 0.05 };
    const seen = { passed: 0, stopped: 0 };
    const edits = fc.array(
      fc.record({ at: fc.nat(400), word: fc.constantFrom('局', '处', '中心', '全面') }),
      {
        ...{ minLength: 15, maxLength: 40 },
      },
    );
    fc.assert(
      fc.property(edits, (changes) => {
        let item = published();
        let text = BEFORE.bodyText;
        for (const { at, word } of changes) {
          text = text.slice(0, at) + word + text.slice(at);
          const revision = item.revision + 1;
          item = {
            ...item,
            revision,
            state: 'collected',
            history: [...item.history, event('revised', revision)],
          };
          const from = findWordingBase(item);
          expect(from).toBe(1);
          const wording = decideWording(
            { revision: 1, content: BEFORE },
            article(text),
            ROUTINE_POLICY,
            limits,
          );
          if ('because' in wording) {
            seen.stopped++;
            return;
          }
          seen.passed++;
          const { history, ...change } = toPassed(item, { findings: [], checkedWith: '', wording, now: NOW });
          item = {
            ...item,
            ...(change as Partial<ContentItem>),
            history: [...item.history, { ...history, at: AT }],
          };
          expect(item.state).toBe('approved');
          const differs = sizeOf(findEdits(BEFORE.bodyText, text, 1000) ?? []);
          expect(differs).toBe(wording.characters);
          expect(differs).toBeLessThanOrEqual(20);
          expect(differs / BEFORE.bodyText.length).toBeLessThanOrEqual(0.05);
        }
      }),
    );
    expect(Math.min(seen.passed, seen.stopped)).toBeGreaterThan(50);
  });
});

const finding = (rule: string, severity: Finding['severity'], excerpt?: string): Finding => ({
  ...{ rule, severity, field: 'bodyText', zh: '', en: '' },
  ...(excerpt !== undefined && { excerpt }),
});

test.each<[string, Finding[], Finding[], boolean]>([
  ['the same warning', [finding('wording.a', 'warn', '甲')], [finding('wording.a', 'warn', '甲')], false],
  ['a new warning', [], [finding('wording.a', 'warn', '甲')], true],
  ['the same once more', [finding('w', 'warn')], [finding('w', 'warn'), finding('w', 'warn')], true],
  ['a new remark', [], [finding('wording.a', 'info')], false],
  ['what blocks', [], [finding('secrecy.marking', 'block')], true],
  ['what blocked before and somebody let pass', [finding('s', 'block')], [finding('s', 'block')], true],
])('findings: %s', (_what, before, after, objects) => {
  expect(findObjection(before, after) !== undefined).toBe(objects);
});

test('the policies that come with the gateway let words pass in routine and backfill, never in flash and urgent', () => {
  const limits = (lane: ContentItem['lane'], policy: Policy) => limitsFor({ lane }, policy);
  expect(limits('routine', ROUTINE_POLICY)).toMatchObject({ maxCharacters: 20, maxShare: 0.05 });
  expect(limits('backfill', ROUTINE_POLICY)).toBeDefined();
  expect(limits('urgent', ROUTINE_POLICY)).toBeUndefined();
  const flash = DEFAULT_POLICIES.find(({ id }) => id === 'flash') ?? ROUTINE_POLICY;
  expect(limits('flash', flash)).toBeUndefined();
  const fields = checkPolicy({ ...flash, wordingOnly: { maxCharacters: 5, maxShare: 0.01 } });
  expect(fields.map(({ pointer }) => pointer)).toEqual(['/wordingOnly']);
});
