import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDesk, someText, type Desk } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Desk;

beforeAll(async () => {
  gateway = await startGateway({ portals: false });
  desk = openDesk(gateway);
});
afterAll(() => gateway.stop());

const unique = () => randomBytes(5).toString('hex');

describe('a batch', () => {
  const line = (externalId: string, fields: object = {}) =>
    JSON.stringify({ externalId, title: '批量条目', bodyText: someText(), ...fields });

  function post(lines: readonly string[], headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${gateway.url}/api/v1/items/batch`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${gateway.people.editor ?? ''}`,
        'content-type': 'application/x-ndjson',
        ...headers,
      },
      body: lines.join('\n'),
    });
  }

  async function push(lines: readonly string[], headers?: Record<string, string>) {
    const response = await post(lines, headers);
    const text = await response.text();
    return text
      .trim()
      .split('\n')
      .map(
        (one) =>
          JSON.parse(one) as {
            line: number;
            id?: string;
            outcome?: string;
            revision?: number;
            problem?: { code: string };
          },
      );
  }

  test('is durable line by line: created, unchanged, revised in the order sent, and checked', async () => {
    const [a, b] = [unique(), unique()];
    const first = line(a);
    const answers = await push([
      first,
      line(b, { lane: 'urgent' }),
      first,
      line(a, { title: '改后' }),
      line(unique(), { lane: 'flash' }),
      line(unique(), { title: ' ' }),
    ]);
    expect(
      answers.map(({ line: number, outcome, revision, problem }) => [
        number,
        outcome ?? problem?.code,
        revision,
      ]),
    ).toEqual([
      [1, 'created', 1],
      [2, 'created', 1],
      [3, 'unchanged', 1],
      [4, 'revised', 2],
      [5, 'validation-failed', undefined],
      [6, 'created', 1],
    ]);
    expect(answers[3]?.id).toBe(answers[0]?.id);
    expect(await desk.inState(answers[0]?.id ?? '', 'in-review')).toMatchObject({
      content: { title: '改后' },
    });
    expect(await desk.inState(answers[1]?.id ?? '', 'in-review')).toMatchObject({ lane: 'urgent' });
  });

  test('of a thousand lines is stored whole, and a repeat of it changes nothing', async () => {
    const lines = Array.from({ length: 1000 }, () => line(unique()));
    const answers = await push(lines);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1000);
    expect(
      answers.every(({ outcome, line: number }, index) => outcome === 'created' && number === index + 1),
    ).toBe(true);
    expect((await push(lines)).map(({ id, outcome }) => [id, outcome])).toEqual(
      answers.map(({ id }) => [id, 'unchanged']),
    );
  });

  test('that breaks off leaves what was answered, and is finished by sending it again', async () => {
    const ids = Array.from({ length: 300 }, () => unique());
    const lines = ids.map((id) => line(id));
    const abort = new AbortController();
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (sent < 200) controller.enqueue(Buffer.from(`${lines[sent++] ?? ''}\n`));
      },
    });
    const response = await fetch(`${gateway.url}/api/v1/items/batch`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${gateway.people.editor ?? ''}`,
        'content-type': 'application/x-ndjson',
      },
      body,
      duplex: 'half',
      signal: abort.signal,
    });
    const reader = response.body?.getReader();
    const answered = Buffer.from((await reader?.read())?.value ?? [])
      .toString()
      .trim()
      .split('\n');
    abort.abort();
    await reader?.closed.catch(() => undefined);
    for (const answer of answered) {
      const { id } = JSON.parse(answer) as { id: string };
      expect(await desk.item(id)).toMatchObject({ id });
    }
    const again = await eventually('the batch is stored whole', async () => {
      const answers = await push(lines);
      return answers.every(({ id }) => id !== undefined) && answers;
    });
    expect(again.slice(0, answered.length).every(({ outcome }) => outcome === 'unchanged')).toBe(true);
  });

  describe('under an Idempotency-Key', () => {
    const keyed = () => ({ 'idempotency-key': unique() });

    test('is answered the same again, and nothing is stored twice or set back', async () => {
      const [id, key] = [unique(), keyed()];
      const lines = [
        line(id),
        '{"broken":',
        JSON.stringify({ title: '没有编号的一条', bodyText: '短' }),
        line(unique(), { title: ' ' }),
      ];
      const first = await push(lines, key);
      const newer = await push([line(id, { title: '后来改的' })]);
      expect(newer).toMatchObject([{ outcome: 'revised', revision: 2 }]);
      const again = await push(lines, key);
      const kept = ({ problem, ...answer }: (typeof first)[number]) => ({ ...answer, code: problem?.code });
      expect(again.map(kept)).toEqual(first.map(kept));
      expect(first.map(({ outcome }) => outcome)).toEqual(['created', undefined, 'created', 'created']);
      expect(await desk.item(first[0]?.id ?? '')).toMatchObject({ content: { title: '后来改的' } });
    });

    test('may go on at its end, and its lines may be written another way', async () => {
      const key = keyed();
      const value = { externalId: unique(), title: '批量条目', bodyText: someText() };
      const [one] = await push([JSON.stringify(value)], key);
      const swapped = Object.fromEntries(Object.entries(value).reverse());
      const answers = await push([JSON.stringify(swapped), line(unique())], key);
      expect(answers).toEqual([one, expect.objectContaining({ line: 2, outcome: 'created' })]);
    });

    test('that was another body is a conflict, and nothing of it is stored', async () => {
      const [id, key] = [unique(), keyed()];
      await push([line(unique()), line(unique())], key);
      const refused = await post([line(id), line(unique())], key);
      expect([refused.status, await refused.json()]).toMatchObject([422, { code: 'idempotency-conflict' }]);
      expect(await push([line(id)])).toMatchObject([{ outcome: 'created' }]);
    });

    test('ends at the first line that is not as it was', async () => {
      const [key, ids] = [keyed(), [unique(), unique(), unique()]];
      const lines = ids.map((id) => line(id));
      const first = await push(lines, key);
      const changed = [lines[0] ?? '', line(ids[1] ?? '', { title: '换了' }), line(unique())];
      expect(await push(changed, key)).toEqual([
        first[0],
        expect.objectContaining({
          line: 2,
          problem: expect.objectContaining({ code: 'idempotency-conflict' }),
        }),
      ]);
      expect(await desk.item(first[1]?.id ?? '')).toMatchObject({ content: { title: '批量条目' } });
    });

    test('that broke off is finished by sending all of it again: each line is stored once', async () => {
      const [key, ids] = [keyed(), Array.from({ length: 250 }, () => unique())];
      const lines = ids.map((id) => line(id));
      const abort = new AbortController();
      let sent = 0;
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          if (sent < 130) controller.enqueue(Buffer.from(`${lines[sent++] ?? ''}\n`));
        },
      });
      const response = await fetch(`${gateway.url}/api/v1/items/batch`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${gateway.people.editor ?? ''}`,
          ...{ 'content-type': 'application/x-ndjson', ...key },
        },
        body,
        duplex: 'half',
        signal: abort.signal,
      });
      const reader = response.body?.getReader();
      const text = Buffer.from((await reader?.read())?.value ?? []).toString();
      abort.abort();
      await reader?.closed.catch(() => undefined);
      const whole = text.slice(0, text.lastIndexOf('\n')).split('\n');
      const again = await eventually('all of it is answered', async () => {
        const answer = await post(lines, key);
        const answers = (await answer.text()).trim().split('\n');
        return answer.status === 200 && answers.length === 250 && answers;
      });
      expect(again.slice(0, whole.length)).toEqual(whole);
      const parsed = again.map((one) => JSON.parse(one) as { outcome?: string; id: string });
      expect(new Set(parsed.map(({ outcome }) => outcome))).toEqual(new Set(['created']));
      expect(new Set(parsed.map(({ id }) => id)).size).toBe(250);
    });

    test('is told apart by account, and from a single request of the same key', async () => {
      const key = keyed();
      await push([line(unique())], key);
      const single = await fetch(`${gateway.url}/api/v1/items`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${gateway.people.editor ?? ''}`,
          ...{ 'content-type': 'application/json', ...key },
        },
        body: line(unique()),
      });
      expect(single.status).toBe(201);
    });

    test('which is none is refused', async () => {
      const refused = await post([line(unique())], { 'idempotency-key': 'a b' });
      expect([refused.status, await refused.json()]).toMatchObject([400, { code: 'invalid-request' }]);
    });
  });
});
