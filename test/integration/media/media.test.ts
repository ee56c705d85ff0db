import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { untilSettled } from '../../support/settled-files.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { PAGE, PDF, PNG, zipOf } from '../../support/sample-files.js';
import { startSampleSite, type SampleSite } from '../../support/sample-site.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const LIMIT = 100_000;

let site: SampleSite;
let gateway: Gateway;
let desk: Desk;
beforeAll(async () => {
  site = await startSampleSite();
  gateway = await startGateway({
    portals: false,
    environment: {
      ...{ MEDIA_MAX_BYTES: String(LIMIT), MEDIA_ITEM_MAX_BYTES: '250000', MEDIA_ITEM_MAX_FILES: '12' },
      MEDIA_TIMEOUT_MS: '1500',
    },
  });
  desk = openDesk(gateway);
});
afterAll(async () => {
  await gateway.stop();
  await site.close();
});
beforeEach(() => {
  site.requests.length = 0;
});

const at = (path: string) => `${site.url}${path}`;
const pictures = (...paths: string[]) => paths.map((path) => ({ url: at(path), alt: '图' }));
const settled = (id: string) => untilSettled(gateway, id);

describe('the files of an item', () => {
  test('are fetched, told and kept, and what is wrong with one is said of it', async () => {
    const docx = zipOf('[Content_Types].xml', 'word/document.xml');
    site.put('/good.png', { type: 'image/png', body: PNG });
    site.put('/really-png.jpg', { type: 'image/jpeg', body: PNG });
    site.put('/page.jpg', { type: 'image/jpeg', body: PAGE });
    site.put('/empty.png', { type: 'image/png', body: '' });
    site.put('/moved.png', { status: 302, body: '', headers: { location: '/good.png' } });
    site.put('/inward.png', { status: 302, body: '', headers: { location: 'http://10.0.0.1/a.png' } });
    site.put('/endless.png', (_request, response) => {
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(20_000)));
        response.once('drain', pour);
      };
      pour();
    });
    site.put('/slow.png', (_request, response) => response.writeHead(200).write('\x89PNG'));
    site.put('/down.do?id=1', { type: 'application/octet-stream', body: docx });
    site.put('/notice.pdf', { type: 'text/html', body: PDF });
    site.put('/tool.zip', {
      type: 'application/zip',
      body: Buffer.from(`MZ\x90\0${'\0'.repeat(60)}`, 'latin1'),
    });
    site.put('/bomb.zip', {
      type: 'application/zip',
      body: gzipSync(Buffer.alloc(3_000_000)),
      headers: { 'content-encoding': 'gzip' },
    });
    const id = await desk.submit({
      images: pictures(
        ...['/good.png', '/really-png.jpg', '/page.jpg', '/empty.png', '/moved.png'],
        ...['/inward.png', '/endless.png', '/slow.png', '/missing.png'],
      ),
      attachments: [
        { url: at('/down.do?id=1'), title: '名单.docx' },
        { url: at('/notice.pdf'), title: '通知' },
        { url: at('/tool.zip'), title: '工具' },
        { url: at('/bomb.zip'), title: '超出个数上限' },
      ],
    });
    const before = await desk.inState(id, 'in-review');
    const item = await settled(id);
    const { images, attachments } = item.content;
    const png = {
      mediaType: 'image/png',
      size: PNG.length,
      sha256: sha256(PNG),
      fetchedAt: expect.any(String),
    };
    const final = (code: string) => ({ code, zh: expect.any(String), en: expect.any(String), attempts: 1 });
    expect(images[0]).toEqual({ url: at('/good.png'), alt: '图', ...png });
    expect(images[1]).toEqual({ url: at('/really-png.jpg'), alt: '图', ...png });
    expect(images[4]).toEqual({ url: at('/moved.png'), alt: '图', ...png });
    const problems = [...images, ...attachments].map(({ problem }) => problem);
    expect(problems[2]).toMatchObject(final('media-type-mismatch'));
    expect(problems[2]?.zh).toContain('text/html');
    expect(problems[3]).toMatchObject(final('media-empty'));
    expect(problems[5]).toMatchObject(final('fetch-forbidden-address'));
    expect(problems[5]).not.toHaveProperty('nextAttemptAt');
    expect(problems[6]).toMatchObject(final('fetch-too-large'));
    expect(problems[7]).toMatchObject({ ...final('fetch-timeout'), nextAttemptAt: expect.any(String) });
    expect(problems[8]).toMatchObject({ ...final('fetch-http-status'), nextAttemptAt: expect.any(String) });
    expect(problems[8]?.en).toContain('404');
    for (const position of [2, 3, 5, 6, 7, 8]) expect(images[position]).not.toHaveProperty('sha256');
    expect(attachments[0]).toMatchObject({
      mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      sha256: sha256(docx),
    });
    expect(attachments[0]).not.toHaveProperty('problem');
    expect(attachments[1]).toMatchObject({ mediaType: 'application/pdf', size: PDF.length });
    expect(problems[11]).toMatchObject(final('media-dangerous-type'));
    expect(attachments[2]).not.toHaveProperty('sha256');
    expect(problems[12]).toMatchObject({ code: 'media-item-limit' });
    expect(site.requests).not.toContain('/bomb.zip');
    // Nobody's decision is disturbed, and the same article comes again as the same.
    expect([item.version, item.revision, item.state]).toEqual([before.version, 1, 'in-review']);
    expect(item.fingerprints).toEqual(before.fingerprints);
    expect(item.history).toEqual(before.history);
  });

  test('are capped after decompression too', async () => {
    const id = await desk.submit({ attachments: [{ url: at('/bomb.zip'), title: '炸弹' }] });
    const { content } = await settled(id);
    expect(content.attachments[0]?.problem).toMatchObject({ code: 'fetch-too-large' });
  });

  test('may together not take more than an item may', async () => {
    const paths = ['/big-1.png', '/big-2.png', '/big-3.png'];
    for (const path of paths)
      site.put(path, { type: 'image/png', body: Buffer.concat([PNG, Buffer.alloc(90_000)]) });
    const id = await desk.submit({ images: pictures(...paths) });
    const { images } = (await settled(id)).content;
    expect(images.map(({ problem }) => problem?.code)).toEqual([undefined, undefined, 'media-item-limit']);
  });

  test('are asked for one after the other, each address once, and never review waits for them', async () => {
    let underWay = 0;
    let most = 0;
    const held: (() => void)[] = [];
    const paths = ['/held-1.png', '/held-2.png', '/held-3.png'];
    for (const path of paths)
      site.put(path, (_request, response) => {
        underWay += 1;
        most = Math.max(most, underWay);
        held.push(() => {
          underWay -= 1;
          response.end(PNG);
        });
      });
    const id = await desk.submit({
      images: pictures(...paths),
      attachments: [{ url: at('/held-1.png'), title: '同一文件', mediaType: 'application/octet-stream' }],
    });
    await desk.inState(id, 'in-review');
    for (let count = 0; count < paths.length; count += 1) {
      const release = await eventually('one more is asked for', () => held.pop());
      release();
    }
    const { content } = await settled(id);
    expect(most).toBe(1);
    expect(site.requests.filter((path) => path === '/held-1.png')).toHaveLength(1);
    expect(content.attachments[0]?.sha256).toBe(content.images[0]?.sha256);
  });

  test('that there are none of cost nothing: no mark, no record', async () => {
    const id = await desk.submit({ bodyText: someText() });
    expect(await gateway.app.stores.items.findMediaWork(id)).not.toHaveProperty('mediaDueAt');
    await desk.inState(id, 'in-review');
    expect((await gateway.app.stores.fileRecords.find(id)).size).toBe(0);
  });

  test('on a host that is down are not tried one by one', async () => {
    const dead = Array.from({ length: 6 }, (_, index) => ({ url: `http://127.0.0.1:9/${index}.png` }));
    const id = await desk.submit({ images: dead });
    const { content } = await settled(id);
    expect(content.images.map(({ problem }) => problem?.code)).toEqual(dead.map(() => 'fetch-connect'));
  });
});

describe('a new revision', () => {
  test('asks again only whether a file has changed, and shows it meanwhile', async () => {
    const asked: (string | undefined)[] = [];
    site.put('/kept.png', (request, response) => {
      asked.push(request.headers['if-none-match']);
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"v1"', 'content-type': 'image/png' }).end(PNG);
    });
    site.put('/no-validators.png', (_request, response) => response.end(PNG));
    const id = await desk.submit({ images: pictures('/kept.png', '/no-validators.png') });
    const first = await settled(id);
    expect(asked).toEqual([undefined]);
    expect((await desk.correct(id, { title: '更正后的标题' })).status).toBe(200);
    const corrected = await desk.item(id);
    expect(corrected.content.images.map((image) => image.sha256)).toEqual([sha256(PNG), sha256(PNG)]);
    expect(corrected.history.at(-1)?.changed ?? corrected.history.at(-2)?.changed).toEqual(['title']);
    const second = await settled(id);
    expect(asked).toEqual([undefined, '"v1"']);
    expect(site.requests.filter((path) => path === '/no-validators.png')).toHaveLength(1);
    expect(second.content.images).toEqual(first.content.images);
  });

  test('takes the new bytes, and the old ones stay readable', async () => {
    const changed = Buffer.concat([PNG, Buffer.from('2')]);
    let body = PNG;
    site.put('/changing.png', (_request, response) => {
      response.writeHead(200, { 'last-modified': new Date().toUTCString() }).end(body);
    });
    const id = await desk.submit({ images: pictures('/changing.png') });
    await settled(id);
    body = changed;
    await desk.correct(id, { title: '换图' });
    const item = await eventually('the new bytes are here', async () => {
      const found = await settled(id);
      return found.content.images[0]?.sha256 === sha256(changed) && found;
    });
    expect(item.revision).toBe(2);
    for (const bytes of [PNG, changed]) {
      const answer = await getFile('liaison', id, sha256(bytes));
      expect(answer.status).toBe(200);
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
    }
  });

  test('keeps the copy of a file that is gone since', async () => {
    site.put('/going.png', { type: 'image/png', body: PNG });
    const id = await desk.submit({ images: pictures('/going.png') });
    await settled(id);
    site.put('/going.png', { status: 410, body: '' });
    await desk.correct(id, { title: '图已撤' });
    const item = await eventually('it is asked again', async () => {
      const found = await settled(id);
      return found.content.images[0]?.problem && found;
    });
    expect(item.content.images[0]).toMatchObject({
      sha256: sha256(PNG),
      problem: { code: 'fetch-http-status', en: expect.stringContaining('410') },
    });
  });
});

async function getFile(who: string, id: string, hash: string, headers: Record<string, string> = {}) {
  return fetch(`${gateway.url}/api/v1/items/${id}/media/${hash}`, {
    headers: { authorization: `Bearer ${gateway.people[who] ?? ''}`, ...headers },
  });
}

describe('a stored copy', () => {
  test('is for people who may see the item', async () => {
    site.put('/seen.png', { type: 'image/png', body: PNG });
    const id = await desk.submit({ images: pictures('/seen.png') });
    await settled(id);
    const hash = sha256(PNG);
    const statuses = await Promise.all(
      ['editor', 'reviewer', 'auditor', 'province', 'portal', 'nobody'].map(
        async (who) => (await getFile(who, id, hash)).status,
      ),
    );
    expect(statuses).toEqual([200, 200, 200, 403, 403, 401]);
  });

  test('is not found under an item that does not name it', async () => {
    const id = await desk.submit();
    for (const hash of [sha256(PNG), 'f'.repeat(64), '..%2f..%2fsecret-key', 'x']) {
      const answer = await getFile('liaison', id, hash);
      expect([answer.status, await answer.json()]).toEqual([
        404,
        expect.objectContaining({ code: 'not-found' }),
      ]);
    }
  });
});
