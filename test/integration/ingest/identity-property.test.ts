import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startGateway, type Gateway } from '../../support/gateway.js';
import { newArticles, type LinkedEntry } from '../../support/linked-feed.js';
import { startSampleSite, type SampleSite } from '../../support/sample-site.js';
import { openSourceDesk } from '../../support/source-desk.js';

const articles = newArticles();
const MOST = 8;

let gateway: Gateway;
let site: SampleSite;
let desk: ReturnType<typeof openSourceDesk>;

beforeAll(async () => {
  gateway = await startGateway({ portals: false, lanes: [] });
  site = await startSampleSite();
  desk = openSourceDesk(gateway, site);
});
afterAll(async () => {
  await gateway.stop();
  await site.close();
});

/** How a site names the article `n` that stands at `place` of its listing at visit `round`. */
type Naming = (n: number, place: number, round: number) => string | undefined;

const NAMINGS: Record<string, Naming> = {
  stable: (n) => `n${n}`,
  renewed: (n, _place, round) => `r${round}-${n}`,
  place: (_n, place) => `p${place}`,
  constant: () => 'all',
  none: () => undefined,
  moved: (n, _place, round) => (round < 2 ? `old-${n}` : `new-${n}`),
};
/** Names that say nothing of the article itself. */
const BLANK = new Set(['place', 'constant', 'none']);

/** Any articles in any order, where they have names of their own. */
const anyVisits = fc.array(fc.uniqueArray(fc.nat(MOST - 1), { minLength: 1, maxLength: MOST }), {
  ...{ minLength: 2, maxLength: 4 },
});
/** New ones push old ones down, as lists of news do: without names only the company an article keeps can tell. */
const slidingVisits = fc
  .record({
    size: fc.integer({ min: 3, max: 5 }),
    steps: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 3 }),
  })
  .map(({ size, steps }) => {
    const starts = [0, ...steps.map((_, i) => steps.slice(0, i + 1).reduce((sum, step) => sum + step, 0))];
    return starts.map((start) =>
      Array.from({ length: size }, (_, place) => (start + size - 1 - place) % MOST),
    );
  })
  .filter((visits) => new Set(visits.flat()).size <= MOST);

const naming = fc.constantFrom(...Object.keys(NAMINGS));
const history = fc.tuple(naming, naming).chain(([ids, addresses]) =>
  fc.record({
    ids: fc.constant(ids),
    addresses: fc.constant(addresses),
    visits: BLANK.has(ids) && BLANK.has(addresses) ? slidingVisits : anyVisits,
  }),
);

let sources = 0;

test('however a site names its articles, each is stored once and none takes another’s place', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ ids, addresses, visits }) => {
      const id = `fuzz${sources++}`;
      const list = articles(MOST);
      await desk.register(id);
      for (const [round, shown] of visits.entries()) {
        const entries = shown.map((n, place): LinkedEntry => {
          const [guid, path] = [NAMINGS[ids]?.(n, place, round), NAMINGS[addresses]?.(n, place, round)];
          return {
            ...{ title: '', text: '', ...list[n] },
            ...(guid !== undefined && { guid }),
            ...(path !== undefined && { link: `http://unit.test/${path}.html` }),
          };
        });
        await desk.turn(id, entries);
      }
      const items = await desk.items(id);
      const shown = [...new Set(visits.flat())].map((n) => list[n]?.title);
      expect(items.map(({ content }) => content.title).sort()).toEqual(shown.sort());
      expect(items.every(({ revision }) => revision === 1)).toBe(true);
      if (ids === 'stable') expect((await desk.source(id)).identity).toBeUndefined();
    }),
    { numRuns: 40, endOnFailure: true },
  );
}, 120_000);
