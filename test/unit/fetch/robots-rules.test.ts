import { describe, expect, test } from '@jest/globals';
import { AppError } from '../../../schemas/errors.js';
import type { FetchRequest, FetchResponse } from '../../../src/fetch/fetch-client.js';
import { createRobotsRules } from '../../../src/fetch/robots-rules.js';

type Answer = { status: number; body?: string } | AppError;

function openSite(first: Answer) {
  const state = { answer: first, now: new Date('2026-11-23T00:00:00Z'), asked: [] as string[] };
  const rules = createRobotsRules(() => state.now);
  const request = ({ url }: FetchRequest): Promise<FetchResponse> => {
    state.asked.push(url);
    const { answer } = state;
    if (answer instanceof AppError) return Promise.reject(answer);
    const body = Buffer.from(answer.body ?? '');
    return Promise.resolve({
      ...{ url, requestedUrl: url, status: answer.status, headers: {}, body },
      ...{ bytesOnWire: body.length, redirects: [] },
    });
  };
  const check = (path: string, origin = 'http://unit.test') => rules.check(`${origin}${path}`, request);
  const known = (path: string) => rules.known(`http://unit.test${path}`);
  return Object.assign(state, { check, known });
}

const says = (body: string): Answer => ({ status: 200, body });
const broken = new AppError('fetch-connect', 'no connection');

describe('robots.txt', () => {
  test.each<[string, string, string, boolean]>([
    ['a group for everyone', 'User-agent: *\nDisallow: /private/', '/private/a.html', false],
    ['what it does not name', 'User-agent: *\nDisallow: /private/', '/news/a.html', true],
    [
      'our own group comes first',
      'User-agent: *\nDisallow: /\n\nUser-agent: baosong\nDisallow: /x/',
      '/news/',
      true,
    ],
    ['whatever the case of our name', 'User-agent: BaoSong\nDisallow: /', '/news/', false],
    ['the longest rule wins', 'User-agent: *\nDisallow: /\nAllow: /news/', '/news/a.html', true],
    ['wildcards and ends', 'User-agent: *\nDisallow: /*.doc$', '/a/b.doc', false],
    ['an end that is none', 'User-agent: *\nDisallow: /*.doc$', '/a/b.docx', true],
    ['an empty Disallow', 'User-agent: *\nDisallow:', '/anything', true],
    ['a byte order mark and DOS lines', '\uFEFFUser-agent: *\r\nDisallow: /\r\n', '/a', false],
    ['an HTML page in its place', '<!doctype html><html><body>首页</body></html>', '/a', true],
    ['an empty file', '', '/a', true],
  ])('%s', async (_name, body, path, allowed) => {
    expect(await openSite(says(body)).check(path)).toMatchObject({ allowed });
  });

  test('beyond 500 KiB is not read', async () => {
    const site = openSite(says(`User-agent: *\n${'# padding\n'.repeat(60_000)}Disallow: /`));
    expect(await site.check('/a')).toMatchObject({ allowed: true });
  });

  test('asks for a delay between requests', async () => {
    const site = openSite(says('User-agent: *\nCrawl-delay: 7'));
    expect(await site.check('/a')).toEqual({ allowed: true, because: 'rules', crawlDelaySeconds: 7 });
  });

  test.each<[string, Answer, object]>([
    ['missing allows everything', { status: 404 }, { allowed: true, because: 'none' }],
    ['refused allows everything', { status: 403 }, { allowed: true, because: 'none' }],
    [
      'redirected for ever counts as missing',
      new AppError('fetch-too-many-redirects', ''),
      { allowed: true },
    ],
    ['broken forbids everything', { status: 503 }, { allowed: false, because: 'unreachable' }],
    ['asking for patience forbids everything', { status: 429 }, { allowed: false, because: 'unreachable' }],
    ['out of reach forbids everything', broken, { allowed: false, because: 'unreachable' }],
    ['too large forbids everything', new AppError('fetch-too-large', ''), { allowed: false }],
  ])('that is %s', async (_name, answer, expected) => {
    expect(await openSite(answer).check('/a')).toMatchObject(expected);
  });
});

describe('the rules of a site', () => {
  const hours = (count: number) => new Date(Date.parse('2026-11-23T00:00:00Z') + count * 3_600_000);

  test('are asked for once a day, each site for itself', async () => {
    const site = openSite(says('User-agent: *\nDisallow: /'));
    await Promise.all([site.check('/a'), site.check('/b'), site.check('/c', 'http://unit.test:8080')]);
    expect(site.asked).toEqual(['http://unit.test/robots.txt', 'http://unit.test:8080/robots.txt']);
    site.now = hours(23);
    await site.check('/a');
    expect(site.asked).toHaveLength(2);
    site.now = hours(25);
    await site.check('/a');
    expect(site.asked).toHaveLength(3);
  });

  test('are looked for again after a while when they were out of reach', async () => {
    const site = openSite(broken);
    expect(await site.check('/a')).toMatchObject({ allowed: false });
    site.answer = says('');
    expect(await site.check('/a')).toMatchObject({ allowed: false });
    site.now = hours(1);
    expect(await site.check('/a')).toMatchObject({ allowed: true });
  });

  test('hold on while the file is out of reach', async () => {
    const site = openSite(says('User-agent: *\nDisallow: /private/'));
    await site.check('/a');
    site.now = hours(30);
    site.answer = broken;
    expect(await site.check('/news/')).toMatchObject({ allowed: true, because: 'rules' });
    expect(await site.check('/private/')).toMatchObject({ allowed: false, because: 'rules' });
  });

  test('are not spoilt by a collection that gave up', async () => {
    const site = openSite(new AppError('fetch-aborted', 'given up'));
    await expect(site.check('/a')).rejects.toMatchObject({ code: 'fetch-aborted' });
    site.answer = says('');
    expect(await site.check('/a')).toMatchObject({ allowed: true });
  });

  test.each<[string, AppError]>([
    ['whose turn had not come', new AppError('fetch-host-busy', 'busy')],
    [
      'at an address that nobody may ask for',
      new AppError('fetch-forbidden-address', '', { details: { url: 'http://unit.test/robots.txt' } }),
    ],
  ])('are not settled by a request %s', async (_name, failure) => {
    const site = openSite(failure);
    await expect(site.check('/a')).rejects.toBe(failure);
    site.answer = says('');
    expect(await site.check('/a')).toMatchObject({ allowed: true });
  });

  test('that redirect to where nobody may go are out of reach', async () => {
    const site = openSite(
      new AppError('fetch-forbidden-address', '', { details: { url: 'http://10.0.0.1/' } }),
    );
    expect(await site.check('/a')).toEqual({ allowed: false, because: 'unreachable' });
  });

  test('can be looked up by who may not wait, for as long as they are fresh', async () => {
    const site = openSite(says('User-agent: *\nDisallow: /private/'));
    expect(site.known('/a')).toBeUndefined();
    const asking = site.check('/a');
    expect(site.known('/a')).toBe('asking');
    await asking;
    expect([site.known('/a'), site.known('/private/')]).toMatchObject([
      { allowed: true },
      { allowed: false },
    ]);
    site.now = hours(25);
    expect(site.known('/a')).toBeUndefined();
  });

  test('survive a look that was given up', async () => {
    const site = openSite(says('User-agent: *\nDisallow: /private/'));
    await site.check('/a');
    site.now = hours(30);
    site.answer = new AppError('fetch-host-busy', 'busy');
    await expect(site.check('/private/')).rejects.toMatchObject({ code: 'fetch-host-busy' });
    site.answer = broken;
    expect(await site.check('/private/')).toEqual({ allowed: false, because: 'rules' });
  });
});
