import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../../schemas/audit.js';
import { verifyFile } from '../../../src/audit/verify-file.js';
import { sealedLog } from '../../support/audit-desk.js';
import { openDesk } from '../../support/desk.js';
import { startGateway, type Gateway } from '../../support/gateway.js';

let gateway: Gateway;
let log: AuditEntry[];
let item: string;
beforeAll(async () => {
  gateway = await startGateway({ portals: false, lanes: ['routine'] });
  const desk = openDesk(gateway);
  const [first] = await Promise.all([desk.submit(), desk.submit()]);
  item = first;
  await sealedLog(gateway);
  await desk.approve(item);
  await sealedLog(gateway);
  await desk.withdraw(item, '=HYPERLINK("http://x","y")\n第二行，"引号"');
  log = await sealedLog(gateway);
});
afterAll(() => gateway.stop());

const look = async (query: string, who = 'auditor') => gateway.call(who, 'GET', `/api/v1/audit${query}`);
const numbers = (items: unknown[] = []) => items.map((entry) => (entry as AuditEntry).number);

describe('looking up', () => {
  test('is newest first, in pages that lose nothing', async () => {
    const seen: number[] = [];
    let cursor = '';
    do {
      const { status, body } = await look(`?limit=4${cursor}`);
      expect(status).toBe(200);
      seen.push(...numbers(body.items));
      cursor = typeof body.nextCursor === 'string' ? `&cursor=${body.nextCursor}` : '';
    } while (cursor !== '');
    expect(seen).toEqual(log.map(({ number }) => number).reverse());
  });

  test.each([
    ['item', () => `?item=${item}`, ({ itemId }: AuditEntry) => itemId === item],
    ['account', () => '?account=reviewer', ({ who }: AuditEntry) => who.account === 'reviewer'],
    ['organization', () => '?organization=geodesy', (e: AuditEntry) => e.organizationId === 'geodesy'],
    ['action', () => '?action=checked', ({ action }: AuditEntry) => action === 'checked'],
    [
      'two at once',
      () => `?item=${item}&action=approved`,
      (e: AuditEntry) => e.itemId === item && e.action === 'approved',
    ],
  ])('by %s', async (_what, query, belongs) => {
    const { body } = await look(`${query()}&limit=200`);
    const wanted = log.filter(belongs).map(({ number }) => number);
    expect(wanted.length).toBeGreaterThan(0);
    expect(numbers(body.items)).toEqual(wanted.reverse());
  });

  test('by period of sealing, to the instant', async () => {
    const from = log[4]?.sealedAt ?? '';
    const { body } = await look(`?limit=200&from=${encodeURIComponent(from)}`);
    expect(numbers(body.items)).toEqual(
      log
        .filter(({ sealedAt }) => sealedAt >= from)
        .map(({ number }) => number)
        .reverse(),
    );
    expect((await look('?from=2026-01-01&to=2026-01-31')).body.items).toEqual([]);
    expect((await look('?from=2026-02-31')).body).toMatchObject({ code: 'invalid-request' });
  });

  test('is for auditors and administrators alone', async () => {
    for (const who of ['editor', 'reviewer', 'liaison', 'secrecy', 'portal'])
      for (const path of ['', '/head', '/export'])
        expect([who, (await look(path, who)).status]).toEqual([who, 403]);
    expect((await look('', 'security')).status).toBe(200);
  });

  test('the head is there to be noted', async () => {
    const [entry] = (await sealedLog(gateway)).slice(-1);
    const { body } = await look('/head');
    expect(body).toEqual({ number: entry?.number, hash: entry?.hash });
  });
});

describe('an export', () => {
  async function exported(query = '') {
    const response = await fetch(new URL(`/api/v1/audit/export${query}`, gateway.url), {
      headers: { authorization: `Bearer ${gateway.people['auditor'] ?? ''}` },
    });
    const file = join(gateway.dataDir, `export${Math.random()}`);
    await writeFile(file, Buffer.from(await response.arrayBuffer()));
    return { response, file, text: await readFile(file, 'utf8') };
  }
  /** The file with something done to it, proved. */
  async function after(text: string, hand: (lines: string[]) => string[]) {
    const file = join(gateway.dataDir, 'tampered');
    await writeFile(file, hand(text.split('\n')).join('\n'));
    return verifyFile(file);
  }

  test('as lines of JSON proves itself, and is recorded', async () => {
    const { response, file, text } = await exported();
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    expect(response.headers.get('content-disposition')).toMatch(/attachment.*audit-1-\d+\.ndjson/);
    const found = await verifyFile(file);
    expect(found).toMatchObject({ ok: true, entries: text.trim().split('\n').length - 2 });
    const { action, who, thing, outcome } = (await sealedLog(gateway)).at(-1) ?? log[0] ?? fail();
    expect([action, who.account, thing?.id, outcome]).toEqual([
      'audit-exported',
      'auditor',
      `1-${found.head.number}`,
      'done',
    ]);
    expect(await verifyFile(file, [found.head])).toMatchObject({ ok: true });
    const other = { number: found.head.number, hash: 'f'.repeat(64) };
    expect(await verifyFile(file, [other])).toMatchObject({ ok: false, break: { kind: 'head' } });
  });

  test('as CSV proves itself, opens in Excel and runs nothing there', async () => {
    const { text, file } = await exported('?format=csv');
    expect(text.startsWith('﻿序号 number,')).toBe(true);
    expect(text).not.toMatch(/(^|,|\n)"?[=+@]/);
    expect(text).toContain(`"'=HYPERLINK(""http://x"",""y"")\n第二行，""引号"""`);
    expect(await verifyFile(file)).toMatchObject({ ok: true });
  });

  test('of a part continues what was before it', async () => {
    const from = log.at(-1)?.sealedAt ?? '';
    const first = log.findIndex(({ sealedAt }) => sealedAt >= from);
    const { text, file } = await exported(`?from=${encodeURIComponent(from)}`);
    const [head] = text
      .split('\n')
      .map((line) => (line ? (JSON.parse(line) as Record<string, unknown>) : {}));
    expect(head).toMatchObject({ first: first + 1, previousHash: log[first - 1]?.hash, from });
    expect(await verifyFile(file)).toMatchObject({ ok: true });
  });

  test('of a time in which nothing was done is empty and whole', async () => {
    const { file } = await exported('?from=2026-01-01&to=2026-01-31');
    expect(await verifyFile(file)).toMatchObject({ ok: true, entries: 0 });
  });

  test.each<[what: string, hand: (lines: string[]) => string[], kind: string]>([
    [
      'a changed entry',
      (lines) => lines.map((line, at) => (at === 3 ? line.replace('"at":"20', '"at":"19') : line)),
      'hash',
    ],
    ['a removed entry', (lines) => lines.filter((_line, at) => at !== 3), 'numbering'],
    [
      'entries in another order',
      ([head = '', a = '', b = '', ...rest]) => [head, b, a, ...rest],
      'numbering',
    ],
    ['an end cut off', (lines) => lines.slice(0, -3), 'file'],
    ['something behind the end', (lines) => [...lines.slice(0, -1), lines[1] ?? '', ''], 'file'],
    ['an unreadable line', (lines) => lines.map((line, at) => (at === 4 ? line.slice(9) : line)), 'file'],
    [
      'another end',
      (lines) => lines.map((line) => line.replace('"kind":"end","number":', '"kind":"end","number":1')),
      'file',
    ],
  ])('with %s is found out', async (_what, hand, kind) => {
    const { text } = await exported();
    expect(await after(text, hand)).toMatchObject({ ok: false, break: { kind } });
  });

  test('as CSV with a changed cell, or a row less, is found out', async () => {
    const { text } = await exported('?format=csv');
    const cell = await after(text, (lines) =>
      lines.map((l, at) => (at === 2 ? l.replace(',editor,', ',nobody,') : l)),
    );
    expect(cell).toMatchObject({ ok: false, break: { kind: 'file' } });
    expect(await after(text, (lines) => lines.filter((_l, at) => at !== 2))).toMatchObject({ ok: false });
    expect(
      await after(text, (lines) => [...lines.slice(0, -2), lines.at(-2)?.slice(0, -40) ?? '']),
    ).toMatchObject({ ok: false });
  });

  test('of something else is refused as none', async () => {
    await expect(after('{}', (lines) => lines)).rejects.toMatchObject({ code: 'validation-failed' });
    await expect(verifyFile('/nowhere')).rejects.toMatchObject({ code: 'not-found' });
  });
});

function fail(): never {
  throw new Error('nothing is there');
}
