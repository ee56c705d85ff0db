import { describe, expect, test } from '@jest/globals';
import { submission } from '../../../schemas/requests.js';
import { newSource } from '../../../schemas/source.js';
import { upgradeItem, type UpgradeStep } from '../../../schemas/upgrade-item.js';

const fieldsOf = (value: unknown) => {
  const checked = submission.check(value);
  return checked.ok ? [] : checked.fields;
};

describe('a value that does not fit', () => {
  test.each<[string, unknown, string[]]>([
    ['a missing field at its own address', {}, ['/title']],
    ['a field nobody knows', { title: 'a', headline: 'b' }, ['/headline']],
    ['a name that needs escaping', { title: 'a', 'a/b~c': 1 }, ['/a~1b~0c']],
    ['a wrong type', { title: 7 }, ['/title']],
    ['a word that is not of the list', { title: 'a', lane: 'express' }, ['/lane']],
    [
      'something deep inside',
      { title: 'a', images: [{ url: 'https://a.test/' }, { url: 'nowhere' }] },
      ['/images/1/url'],
    ],
    ['all of them at once', { title: '', lane: 'x', kind: 'y', z: 1 }, ['/kind', '/lane', '/title', '/z']],
    ['no object at all', 'text', ['']],
  ])('has %s reported once', (_what, value, pointers) => {
    expect(
      fieldsOf(value)
        .map(({ pointer }) => pointer)
        .sort(),
    ).toEqual(pointers);
  });

  test('is told what was expected in Chinese and in English', () => {
    const [field] = fieldsOf({ title: 'a', lane: 'express' });
    expect(field?.zh).toMatch(/允许的值：flash、urgent、routine、backfill/);
    expect(field?.en).toMatch(/allowed: flash, urgent, routine, backfill/);
    for (const { zh, en } of fieldsOf({ title: '', keywords: 'a', z: 1 })) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).not.toMatch(/\p{Script=Han}/u);
    }
  });

  test('throws with the fields when it must fit', () => {
    expect(() => newSource.parse({ id: '../etc' }, 'new source')).toThrow(
      expect.objectContaining({ code: 'validation-failed', message: expect.stringContaining('new source') }),
    );
  });

  test('comes back typed and untouched when it does', () => {
    const value = { title: '标题', keywords: ['测绘'] };
    expect(submission.parse(value, 'submission')).toBe(value);
  });
});

describe('an item of an older schema', () => {
  interface Old {
    content: { schemaVersion: number };
    done: number[];
  }
  const steps: UpgradeStep<Old>[] = [1, 2, 3].map((from) => (item) => ({
    content: { schemaVersion: from + 1 },
    done: [...item.done, from],
  }));
  const item = (schemaVersion: number): Old => ({ content: { schemaVersion }, done: [] });

  test.each([
    [1, [1, 2, 3]],
    [2, [2, 3]],
    [3, [3]],
    [4, []],
  ])('version %i takes the steps %j, in order, to the newest', (version, done) => {
    const original = item(version);
    expect(upgradeItem(original, steps, 4)).toEqual({ content: { schemaVersion: 4 }, done });
    expect(original).toEqual(item(version));
  });

  test('goes no further than it is asked to', () => {
    expect(upgradeItem(item(1), steps, 3).done).toEqual([1, 2]);
  });

  test('that a newer build wrote is refused instead of cut down', () => {
    expect(() => upgradeItem(item(5), steps, 4)).toThrow(expect.objectContaining({ code: 'schema-too-new' }));
  });
});
