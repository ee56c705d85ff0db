import { describe, expect, test } from '@jest/globals';
import { rawEntry, type RawEntry } from '../../../../schemas/raw-entry.js';
import { parseFeed } from './feed-document.js';

/** One tiny feed and the fields that its one entry must have; `undefined` means that the field must be absent. */
export type FeedCase = [
  name: string,
  feed: string,
  expected: { [Field in keyof RawEntry]: RawEntry[Field] | undefined },
];

export function describeFeedCases(format: string, groups: [group: string, cases: FeedCase[]][]): void {
  describe.each(groups)(`${format} %s`, (_, cases) => {
    test.each(cases)('%s', (_name, feed, expected) => {
      const [entry, ...others] = parseFeed(feed);
      expect(others).toEqual([]);
      expect(rawEntry.check(entry)).toMatchObject({ ok: true });
      const found = Object.fromEntries(Object.entries(entry ?? {}).filter(([field]) => field in expected));
      const wanted = Object.entries(expected).filter(([, value]) => value !== undefined);
      expect(found).toEqual(Object.fromEntries(wanted));
    });
  });
}
