import { describe, expect, test } from '@jest/globals';
import { hashSecret, isSecretOf, makeApiKey, readApiKey } from '../../../src/registry/api-key.js';

describe('an API key', () => {
  test('is read into its two parts, and only its hash is kept', () => {
    const key = makeApiKey();
    const parts = readApiKey(key.text);
    expect(parts?.id).toBe(key.id);
    expect(isSecretOf(parts?.secret ?? '', key.hash)).toBe(true);
    expect(key.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(key.text).not.toContain(key.hash);
  });

  test('is never made twice', () => {
    const keys = Array.from({ length: 1000 }, () => makeApiKey());
    expect(new Set(keys.map(({ id }) => id)).size).toBe(1000);
    expect(new Set(keys.map(({ hash }) => hash)).size).toBe(1000);
  });

  test('of another does not open, nor does one letter less', () => {
    const [mine, other] = [makeApiKey(), makeApiKey()];
    expect(isSecretOf(readApiKey(other.text)?.secret ?? '', mine.hash)).toBe(false);
    expect(isSecretOf((readApiKey(mine.text)?.secret ?? '').slice(1), mine.hash)).toBe(false);
    expect(isSecretOf('', hashSecret('x'))).toBe(false);
  });

  test.each([
    ['empty', ''],
    ['a password', 'hunter2'],
    ['another prefix', makeApiKey().text.replace('bs_', 'sk_')],
    ['cut off', makeApiKey().text.slice(0, -1)],
    ['too long', `${makeApiKey().text}A`],
    ['a line break behind it', `${makeApiKey().text}\n`],
    ['an operator in its id', 'bs_{"$gt":""}_' + 'A'.repeat(43)],
  ])('that is %s is none of ours', (_what, text) => {
    expect(readApiKey(text)).toBeUndefined();
  });
});
