import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { addSeconds, toInstant } from '../../../schemas/instant.js';
import type { Source } from '../../../schemas/source.js';
import { createClient } from '../../../src/compose.js';
import { createCollectSource, type CollectDependencies } from '../../../src/ingest/collect-source.js';
import { LANE_CONCURRENCY } from '../../../src/queue/lanes.js';
import type { LeaseRequest } from '../../../src/store/lease-sources.js';
import type { CollectResult } from '../../../src/store/source-store.js';
import { openDesk, someText } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { sampleFeed } from '../../support/sample-feed.js';
import { startSampleSite, type SampleSite } from '../../support/sample-site.js';

const FAR = '2099-01-01T00:00:00.000+08:00';
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const signal = new AbortController().signal;

function sourceAt(id: string, url: string, nextPollAt: string): Source {
  return {
    ...{ id, name: id, organizationId: 'hubei', adapter: 'feed', options: { url }, lane: 'routine' },
    ...{ kind: 'news', state: 'active', nextPollAt, createdAt: '2026-01-01T00:00:00.000+08:00' },
    ...{ consecutiveFailures: 0, collections: 0, unchanged: 0, items: 0, duplicates: 0, revisions: 0 },
    skipped: 0,
  };
}

const good = (title: string) => ({
  type: 'application/rss+xml',
  body: sampleFeed([{ guid: title, title, text: someText() }]),
});

describe('without workers', () => {
  let idle: Gateway;
  let site: SampleSite;
  let client: ReturnType<typeof createClient>;
  const at = new Date('2026-11-24T10:00:00+08:00');
  const after = (seconds: number) => toInstant(addSeconds(at, seconds));
  const request = (token: string, fields: Partial<LeaseRequest> = {}): LeaseRequest => ({
    ...{ token, until: after(20), hostSlots: 1, quickOnly: false },
    ...fields,
  });
  const ended = (token: string, fields: Partial<CollectResult> = {}): CollectResult => ({
    ...{ token, at: after(0), nextPollAt: FAR, polledFor: after(-10), unchanged: false, failed: false },
    ...{ interrupted: false, slow: false, items: 0, duplicates: 0, revisions: 0, skipped: 0 },
    ...fields,
  });

  beforeAll(async () => {
    idle = await startGateway({ portals: false, lanes: [] });
    site = await startSampleSite();
    client = createClient(idle.config);
  });
  afterAll(async () => {
    await client.close();
    await idle.stop();
    await site.close();
  });
  beforeEach(async () => {
    await idle.app.stores.sources.collection.deleteMany({});
    for (const id of ['a', 'b', 'c'])
      await idle.app.stores.sources.create(sourceAt(id, `http://unit.test/${id}.xml`, after(-10)));
    await idle.app.stores.sources.create(sourceAt('other', 'http://unit.test:8080/a.xml', after(-10)));
  });

  const take = async (id: string, asked: LeaseRequest, now = after(0)) =>
    (await idle.app.stores.sources.takeLease(id, now, asked)).outcome;

  describe('one host is collected from by one at a time', () => {
    test('a second source of the host waits, one of another port does not', async () => {
      expect(await take('a', request('1'))).toBe('taken');
      expect(await take('b', request('2'))).toBe('host-busy');
      expect(await take('other', request('3'))).toBe('taken');
      await idle.app.stores.sources.finish('a', ended('1'));
      expect(await take('b', request('4'))).toBe('taken');
    });

    test('or by as many as the setting allows', async () => {
      const two = { hostSlots: 2 };
      expect(await take('a', request('1', two))).toBe('taken');
      expect(await take('b', request('2', two))).toBe('taken');
      expect(await take('c', request('3', two))).toBe('host-busy');
    });

    test('of many that try at the same moment one gets it', async () => {
      const outcomes = await Promise.all(
        ['a', 'b', 'c', 'a', 'b'].map((id, n) => take(id, request(String(n)))),
      );
      expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(1);
    });

    test('a collector that died keeps nobody out for longer than its lease', async () => {
      expect(await take('a', request('dead'))).toBe('taken');
      expect(await take('b', request('1', { until: after(60) }), after(19))).toBe('host-busy');
      expect(await take('b', request('2', { until: after(60) }), after(20))).toBe('taken');
      // The source of the dead one has to wait for its turn now.
      expect(await take('a', request('3'), after(21))).toBe('host-busy');
    });

    test('the host rests between two collections, for the same source too', async () => {
      expect(await take('a', request('1'))).toBe('taken');
      await idle.app.stores.sources.finish(
        'a',
        ended('1', { hostRestsUntil: after(0.5), nextPollAt: after(0) }),
      );
      expect(await take('b', request('2'), after(0.4))).toBe('host-busy');
      expect(await take('a', request('3'), after(0.4))).toBe('host-busy');
      expect(await take('b', request('4'), after(0.5))).toBe('taken');
    });

    test('a source that has to wait comes up again shortly and says why', async () => {
      expect(await take('a', request('1', { until: FAR }))).toBe('taken');
      const collect = createCollector({});
      expect(await collect('b', { signal, log })).toMatchObject({ ran: false, hostBusy: true });
      const source = await idle.app.stores.sources.find('b');
      expect(source).toMatchObject({
        waiting: { reason: 'host-busy' },
        consecutiveFailures: 0,
        collections: 0,
      });
      const wait = Date.parse(source?.nextPollAt ?? '') - idle.app.now().getTime();
      expect(wait).toBeLessThanOrEqual(4000);
    });
  });

  function createCollector(parts: Partial<CollectDependencies>) {
    return createCollectSource({
      ...{ ...idle.app.collecting, client, random: () => 0 },
      ...parts,
    });
  }

  describe('a collection that takes long among the quick ones', () => {
    const slowFlag = async () => (await idle.app.stores.sources.collection.findOne({ _id: 'long' }))?.slow;

    test('is handed over, goes on among the slow ones, and comes back when it is quick again', async () => {
      const open: ServerResponse[] = [];
      site.put('/long.xml', (_request, response) => open.push(response));
      await idle.app.stores.sources.create(sourceAt('long', `${site.url}/long.xml`, after(-10)));
      const impatient = createCollector({ quickSeconds: 0.2 });
      expect(await impatient('long', { signal, log, pace: 'quick' })).toMatchObject({ handedOver: true });
      expect(open).toHaveLength(1);
      expect(await idle.app.stores.sources.find('long')).toMatchObject({
        consecutiveFailures: 0,
        nextPollAt: after(-10),
      });
      expect(await slowFlag()).toBe(true);
      expect(await idle.app.stores.sources.findDue(['routine'], after(0), 10)).toContainEqual(
        expect.objectContaining({ id: 'long', slow: true }),
      );
      // The queue of quick ones leaves it alone.
      expect(await impatient('long', { signal, log, pace: 'quick' })).toMatchObject({ ran: false });
      site.put('/long.xml', good('终于回复'));
      const patient = createCollector({ quickSeconds: 30 });
      expect(await patient('long', { signal, log, pace: 'slow' })).toMatchObject({ ran: true, items: 1 });
      expect(await slowFlag()).toBe(false);
    });

    test('fails as what it is when it takes longer than a slow one may, and stays slow', async () => {
      site.put('/long.xml', () => undefined);
      await idle.app.stores.sources.create(sourceAt('long', `${site.url}/long.xml`, after(-10)));
      const collect = createCollector({ longestCollectionSeconds: 0.2, quickSeconds: 0.1 });
      const summary = await collect('long', { signal, log, pace: 'slow' });
      expect(summary.problem).toMatchObject({ code: 'fetch-aborted' });
      expect(await idle.app.stores.sources.find('long')).toMatchObject({ consecutiveFailures: 1 });
    });
  });
});

test('fifty hosts that hang hold up none of the healthy ones', async () => {
  const gateway = await startGateway({
    portals: false,
    lanes: ['routine'],
    environment: { FETCH_TIMEOUT_MS: '60000' },
  });
  const site = await startSampleSite();
  const desk = openDesk(gateway);
  const hanging = new Set<ServerResponse>();
  try {
    const { sources } = gateway.app.stores;
    for (let n = 0; n < 50; n++) {
      site.put(`/hang-${n}.xml`, (_request, response) => {
        hanging.add(response);
        response.on('close', () => hanging.delete(response));
      });
      await sources.create(sourceAt(`hang-${n}`, `${site.urlAt(10 + n)}/hang-${n}.xml`, FAR));
    }
    // As their first time left them.
    await sources.collection.updateMany(
      { _id: { $regex: '^hang-' } },
      { $set: { slow: true, nextPollAt: toInstant(gateway.app.now()) } },
    );
    const places = LANE_CONCURRENCY.collectSlow.routine;
    await eventually('every place for slow sources is taken', () => hanging.size === places);
    for (let n = 0; n < 3; n++) {
      site.put(`/well-${n}.xml`, good(`照常采集第${n}篇`));
      const answer = await gateway.call('liaison', 'POST', '/api/v1/sources', {
        ...{ id: `well-${n}`, name: `well-${n}`, organizationId: 'hubei', adapter: 'feed' },
        options: { url: `${site.urlAt(100 + n)}/well-${n}.xml` },
      });
      expect(answer.status).toBe(201);
      const source = await eventually('the healthy one is collected', async () => {
        const found = await desk.source(`well-${n}`);
        return found.collections > 0 && found;
      });
      expect([source.items, hanging.size]).toEqual([1, places]);
    }
  } finally {
    for (let n = 0; n < 50; n++) site.put(`/hang-${n}.xml`, good(`恢复${n}`));
    for (const response of hanging) response.destroy();
    await gateway.stop();
    await site.close();
  }
});
