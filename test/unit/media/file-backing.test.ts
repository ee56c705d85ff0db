import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createFileBacking } from '../../../src/media/file-backing.js';
import { createMediaStore, type MediaStore } from '../../../src/media/media-store.js';
import { createStaging } from '../../../src/media/staging.js';

let folder: string;
let store: MediaStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baosong-files-'));
  store = createMediaStore(createFileBacking(folder), createStaging(join(folder, 'incoming')));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bytes = Buffer.from('文件');
const hash = createHash('sha256').update(bytes).digest('hex');
const kept = () => join(folder, hash.slice(0, 2), hash.slice(2, 4), hash);

describe('a file under its hash', () => {
  test('is only there once it is whole', async () => {
    const staged = await store.stage(bytes);
    await expect(readFile(kept())).rejects.toMatchObject({ code: 'ENOENT' });
    await store.keep(staged);
    expect(await readFile(kept())).toEqual(bytes);
  });

  test('replaces one of another length, such as a file system leaves that lost power', async () => {
    await mkdir(dirname(kept()), { recursive: true });
    await writeFile(kept(), '');
    await store.put(bytes);
    expect(await readFile(kept())).toEqual(bytes);
  });

  test('is read by its hash alone: no name leads out of the folder', async () => {
    await writeFile(join(folder, 'secret'), 'x');
    expect(await store.open('../../secret')).toBeUndefined();
  });
});

describe('what a process that died left behind', () => {
  const left = () => join(folder, 'incoming', 'left');
  async function leave(hours: number): Promise<void> {
    await mkdir(dirname(left()), { recursive: true });
    await writeFile(left(), 'half');
    const then = new Date(Date.now() - hours * 3_600_000);
    await utimes(left(), then, then);
  }

  test('is removed after a day', async () => {
    await leave(25);
    await store.put(bytes);
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  });

  test('stays as long as it may still be arriving in another process', async () => {
    await leave(2);
    await store.put(bytes);
    expect(await readdir(join(folder, 'incoming'))).toEqual(['left']);
  });
});

test('a folder that cannot be written is trouble of ours, and says where', async () => {
  await rm(folder, { recursive: true });
  await writeFile(folder, 'a file in its place');
  const trouble = expect.objectContaining({
    code: 'service-unavailable',
    message: expect.stringContaining(folder),
  });
  await expect(store.put(bytes)).rejects.toEqual(trouble);
  await expect(store.probe()).rejects.toEqual(trouble);
  await rm(folder);
  await store.put(bytes);
  expect(await readFile(kept())).toEqual(bytes);
});
