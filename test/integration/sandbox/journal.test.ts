import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../../../src/sandbox/portals/journal.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
  file = join(folder, 'deeper', 'held.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

async function readLines(): Promise<unknown[]> {
  const lines: unknown[] = [];
  const journal = await openJournal(file, (line) => lines.push(line));
  await journal.close();
  return lines;
}

test('lines come back in order, and each can be read alone', async () => {
  const journal = await openJournal(file, () => undefined);
  const lines = Array.from({ length: 50 }, (_, index) => ({ index, text: `第${index}行\n` }));
  const positions = await Promise.all(lines.map((line) => journal.append(line)));
  expect(await journal.read(positions[33] ?? { offset: 0, length: 0 })).toEqual(lines[33]);
  await journal.close();
  expect(await readLines()).toEqual(lines);
});

test('a line that spans many blocks of the file survives', async () => {
  const journal = await openJournal(file, () => undefined);
  const long = { text: '长'.repeat(200_000) };
  await journal.append(long);
  await journal.append({ after: true });
  await journal.close();
  expect(await readLines()).toEqual([long, { after: true }]);
});

test('a torn last line is removed, and what follows is whole', async () => {
  const journal = await openJournal(file, () => undefined);
  await journal.append({ n: 1 });
  await journal.close();
  await appendFile(file, '{"n":2,"te');
  const reopened = await openJournal(file, () => undefined);
  const position = await reopened.append({ n: 3 });
  expect(await reopened.read(position)).toEqual({ n: 3 });
  await reopened.close();
  expect(await readLines()).toEqual([{ n: 1 }, { n: 3 }]);
  expect(await readFile(file, 'utf8')).toBe('{"n":1}\n{"n":3}\n');
});

test('damage in the middle is not passed over', async () => {
  await (await openJournal(file, () => undefined)).close();
  await writeFile(file, '{"n":1}\nrubbish\n{"n":3}\n');
  await expect(openJournal(file, () => undefined)).rejects.toThrow(SyntaxError);
});
