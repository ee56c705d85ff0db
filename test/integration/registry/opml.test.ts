import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readOpml } from '../../../adapters/formats/read-opml.js';
import type { OpmlImportAnswer } from '../../../schemas/opml.js';
import { distFile } from '../../../src/package-root.js';
import { startGateway, type Gateway } from '../../support/gateway.js';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway({ portals: false, lanes: [] });
});
afterAll(() => gateway.stop());

const outline = (name: string, url = `https://${name}.example.gov.cn/rss.xml`) =>
  `<outline type="rss" text="${name}" xmlUrl="${url}"/>`;
const opml = (...outlines: string[]) => `<opml version="2.0"><body>${outlines.join('')}</body></opml>`;

async function importFile(who: string, file: string, query = 'organization=hubei') {
  const answer = await gateway.call(who, 'POST', `/api/v1/sources/opml?${query}`, file, {
    'content-type': 'text/x-opml',
  });
  return { ...answer, body: answer.body as unknown as OpmlImportAnswer & Record<string, unknown> };
}

const sourcesOf = async () => {
  const page = await gateway.app.stores.sources.list({}, { limit: 200 });
  return page.items;
};

describe('importing an OPML file', () => {
  test('registers each feed once, with what the query says and its folders as column', async () => {
    const file = opml(
      `<outline text="省局"><outline text="要闻">${outline('jia')}</outline></outline>`,
      outline('yi'),
    );
    const query = 'organization=hubei&lane=backfill&kind=notice&interval=7200';
    const { status, body } = await importFile('province', file, query);
    expect([status, body.registered, body.refused]).toEqual([200, 2, 0]);
    const [jia] = body.outlines;
    const source = await gateway.app.stores.sources.find(jia?.sourceId ?? '');
    expect(source).toMatchObject({
      ...{ name: 'jia', organizationId: 'hubei', adapter: 'feed', lane: 'backfill', kind: 'notice' },
      ...{
        intervalSeconds: 7200,
        column: '省局 / 要闻',
        options: { url: 'https://jia.example.gov.cn/rss.xml' },
      },
    });
  });

  test('again, it changes nothing', async () => {
    const file = opml(outline('san'), outline('si'));
    await importFile('province', file);
    const before = await sourcesOf();
    const { body } = await importFile('province', file);
    expect(body).toMatchObject({ registered: 0, alreadyThere: 2, refused: 0 });
    expect(body.outlines.map(({ outcome }) => outcome)).toEqual(['already-there', 'already-there']);
    expect(await sourcesOf()).toEqual(before);
  });

  test('every outline has its outcome, and a bad one stops none of the others', async () => {
    const { body } = await importFile(
      'province',
      opml(
        outline('wu'),
        outline('wu', 'https://WU.example.gov.cn:443/rss.xml#top'),
        outline('bad', 'ftp://bad.example.gov.cn/'),
        outline('secret', 'https://user:pass@secret.example.gov.cn/'),
        '<outline type="rss" text="no address"/>',
        outline('liu'),
      ),
    );
    expect(body.outlines.map(({ title, outcome, code }) => [title, outcome, code])).toEqual([
      ['wu', 'registered', undefined],
      ['wu', 'repeated', undefined],
      ['bad', 'refused', 'fetch-invalid-url'],
      ['secret', 'refused', 'fetch-invalid-url'],
      ['no address', 'refused', 'fetch-invalid-url'],
      ['liu', 'registered', undefined],
    ]);
    expect(body).toMatchObject({ registered: 2, alreadyThere: 1, refused: 3 });
    expect(body.outlines[3]?.reason).not.toContain('user:');
  });

  test('a feed that another organization has registered is there already', async () => {
    const options = { url: 'https://qi.example.gov.cn/rss.xml' };
    const settings = { id: 'their-qi', name: '他', organizationId: 'geodesy', adapter: 'feed', options };
    expect((await gateway.call('liaison', 'POST', '/api/v1/sources', settings)).status).toBe(201);
    const { body } = await importFile('province', opml(outline('qi')));
    expect(body.outlines).toMatchObject([{ outcome: 'already-there', sourceId: 'their-qi' }]);
  });

  test('a dry run tells and does nothing', async () => {
    const before = await sourcesOf();
    const { body } = await importFile(
      'province',
      opml(outline('ba'), outline('ba')),
      'organization=hubei&dryRun=true',
    );
    expect(body.outlines.map(({ outcome }) => outcome)).toEqual(['would-register', 'repeated']);
    expect(await sourcesOf()).toEqual(before);
  });

  test('two imports at once register each feed once', async () => {
    const file = opml(...Array.from({ length: 20 }, (_, at) => outline(`twin-${at}`)));
    const answers = await Promise.all([importFile('province', file), importFile('liaison', file)]);
    const registered = answers.map(({ body }) => body.registered);
    expect(registered.reduce((sum, each) => sum + each, 0)).toBe(20);
    const twins = (await sourcesOf()).filter(({ name }) => name.startsWith('twin-'));
    expect(twins).toHaveLength(20);
  });

  test.each([
    ['no OPML', 'province', '<rss/>', 'organization=hubei', 422, 'parse-unrecognized'],
    ['another organization', 'province', opml(), 'organization=geodesy', 403, 'forbidden'],
    ['an organization that nobody knows', 'liaison', opml(), 'organization=nobody', 422, 'validation-failed'],
    ['no organization', 'liaison', opml(), 'lane=flash', 400, 'invalid-request'],
    ['an account that keeps no sources', 'reviewer', opml(), 'organization=hubei', 403, 'forbidden'],
    ['nobody', 'nobody', opml(), 'organization=hubei', 401, 'unauthenticated'],
  ])('%s is refused', async (_what, who, file, query, status, code) => {
    const answer = await importFile(who, file, query);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });
});

test('what is exported can be imported elsewhere', async () => {
  await importFile('province', opml(`<outline text="通知 &amp; 公告">${outline('jiu')}</outline>`));
  const response = await fetch(`${gateway.url}/api/v1/sources.opml?organization=hubei`, {
    headers: { authorization: `Bearer ${gateway.people['auditor'] ?? ''}` },
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/x-opml; charset=utf-8',
  ]);
  const feeds = readOpml(Buffer.from(await response.arrayBuffer()));
  expect(feeds).toContainEqual({
    ...{ title: 'jiu', url: 'https://jiu.example.gov.cn/rss.xml' },
    folders: ['湖北省测绘局', '通知 & 公告'],
  });
  const { body } = await importFile(
    'province',
    await (
      await fetch(response.url, {
        headers: { authorization: `Bearer ${gateway.people['auditor'] ?? ''}` },
      })
    ).text(),
  );
  expect([body.registered, body.alreadyThere]).toEqual([0, feeds.length]);
});

describe('baosong import-opml', () => {
  function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [distFile('src/cli.js'), 'import-opml', ...args],
        (error, stdout, stderr) => {
          resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
        },
      );
    });
  }

  test('prints a line for each outline and exits by what became of them', async () => {
    const file = join(gateway.dataDir, 'feeds.opml');
    const keyFile = join(gateway.dataDir, 'key');
    await writeFile(keyFile, `${gateway.people['province'] ?? ''}\n`);
    const through = ['--organization', 'hubei', '--url', gateway.url, '--key-file', keyFile];
    await writeFile(file, opml(outline('shi'), outline('yi2')));
    const dry = await run(file, ...through, '--dry-run');
    expect([dry.code, dry.stdout.match(/would register/g)?.length]).toEqual([0, 2]);
    await writeFile(file, opml(outline('shi'), outline('bad', 'mailto:x')));
    const real = await run(file, ...through, '--lane', 'urgent', '--interval', '900');
    expect(real.code).toBe(1);
    expect(real.stdout.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^已登记 registered\thubei-[\da-f]{12}\t\tshi\thttps:/),
      expect.stringMatching(/^未登记 refused\t.*mailto:x/),
    ]);
    expect((await sourcesOf()).find(({ name }) => name === 'shi')).toMatchObject({
      lane: 'urgent',
      intervalSeconds: 900,
    });
  });

  test('says why nothing could be done', async () => {
    const missing = await run('/nowhere.opml', '--organization', 'hubei', '--key', 'x');
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('/nowhere.opml')]);
    const file = join(gateway.dataDir, 'other.opml');
    await writeFile(file, opml());
    const unknown = await run(file, '--organization', 'hubei', '--url', gateway.url, '--key', 'bs_x_y');
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('401')]);
    const keyless = await run(file, '--organization', 'hubei', '--url', gateway.url);
    expect([keyless.code, keyless.stderr]).toEqual([2, expect.stringContaining('--key')]);
  });
});
