import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NEAR, SHORTEST_SIGNED, signText, similarityOf } from '../../../src/domain/near-duplicate.js';
import { createWriter } from '../../support/article-writer.js';

function sign(text: string) {
  const signature = signText(text);
  if (!signature) throw new Error(`not signed: ${text}`);
  return signature;
}

function compare(one: string, other: string) {
  const [a, b] = [sign(one), sign(other)];
  return {
    found: a.bands.some((band) => b.bands.includes(band)),
    similarity: similarityOf(a.slots, b.slots),
    sameFigures: a.figures === b.figures,
  };
}

const SENTENCE = '测绘地理信息部门围绕经济社会发展需求，持续推进基础测绘和应急测绘保障服务。';

describe('a text of which up to 5 % was edited', () => {
  test.each([60, 120, 300, 700, 1500, 4000])(
    'is found and counts as near: %i characters, 100 pairs',
    (length) => {
      const writer = createWriter(length);
      for (let pair = 0; pair < 100; pair++) {
        const text = writer.article(length);
        const { found, similarity } = compare(text, writer.edit(text, 0.05));
        expect({ found, near: similarity >= NEAR }).toEqual({ found: true, near: true });
      }
    },
  );

  test('is found where the text repeats itself', () => {
    const writer = createWriter(1);
    for (let pair = 0; pair < 100; pair++) {
      const text = (SENTENCE + writer.article(40)).repeat(12);
      const { found, similarity } = compare(text, writer.edit(text, 0.05));
      expect({ found, near: similarity >= NEAR }).toEqual({ found: true, near: true });
    }
  });

  test('is found where whole sentences went or came, and with the lines of another site around it', () => {
    const writer = createWriter(2);
    for (let pair = 0; pair < 100; pair++) {
      const text = writer.article(800);
      const { found, similarity } = compare(text, writer.frame(writer.rewrite(text, 0.05)));
      expect({ found, near: similarity >= NEAR }).toEqual({ found: true, near: true });
    }
  });
});

test('texts that have nothing to do with each other are never near, though they share official phrases', () => {
  const writer = createWriter(3);
  const signatures = Array.from({ length: 250 }, (_, at) =>
    sign(writer.article([80, 300, 900][at % 3] ?? 0)),
  );
  const most = Math.max(
    ...signatures.flatMap((a, at) => signatures.slice(at + 1).map((b) => similarityOf(a.slots, b.slots))),
  );
  expect(most).toBeLessThan(NEAR - 0.1);
});

describe('makes no difference', () => {
  const text = `第12届测绘法宣传日活动2026年在武汉举行，共展出GPS设备300台。${SENTENCE}`;
  test.each([
    ['white space', text.replaceAll('，', '，\n　 ')],
    ['punctuation', text.replaceAll(/[，。]/g, '·')],
    ['full-width letters and digits', text.replace('GPS', 'ＧＰＳ').replace('2026', '２０２６')],
    ['case', text.replace('GPS', 'gps')],
    [
      'a line that names source and editor',
      `来源：湖北省测绘局\n${text}\n（责任编辑：李明）\n浏览次数: 1024`,
    ],
  ])('%s', (_what, other) => {
    expect(sign(other)).toEqual(sign(text));
  });
});

test('a line that only begins like one of the site is part of the text', () => {
  const text = `${SENTENCE}\n来源：${'本文根据现场调查的记录整理而成，'.repeat(6)}\n${SENTENCE}`;
  expect(compare(text, SENTENCE.repeat(2)).similarity).toBeLessThan(0.95);
});

describe('numbers', () => {
  const form = (day: string, files: string) =>
    `${day}日，全省办结测绘资质申请${files}件。${SENTENCE.repeat(2)}`;
  test.each([
    ['the same', form('12', '300'), form('１２', '300'), true],
    ['another day', form('12', '300'), form('13', '300'), false],
    ['digits that belong to another number', form('12', '300'), form('123', '00'), false],
    ['a decimal point', form('1.2', '300'), form('12', '300'), false],
    ['other words around them', form('12', '300'), form('12', '300').replace('办结', '受理'), true],
  ])('%s', (_what, one, other, same) => {
    expect(compare(one, other).sameFigures).toBe(same);
  });
});

describe('a text is signed', () => {
  test('from so many letters and digits on, whatever stands between them', () => {
    const letters = createWriter(4).words(SHORTEST_SIGNED).slice(0, SHORTEST_SIGNED);
    expect(signText(letters.slice(1).split('').join('，'))).toBeUndefined();
    expect(signText(letters.split('').join('，'))).toBeDefined();
    expect(signText('')).toBeUndefined();
  });

  test('however long it is, by its beginning', () => {
    const long = SENTENCE.repeat(6000);
    expect(sign(`${long}${SENTENCE}`)).toEqual(sign(long));
  });

  test('the same whatever was signed before it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.string({ unit: 'grapheme' }),
        (text, before) => {
          const first = signText(text);
          signText(before);
          signText(SENTENCE.repeat(300));
          expect(signText(text)).toEqual(first);
          if (first) expect(similarityOf(first.slots, first.slots)).toBe(1);
        },
      ),
    );
  });
});
