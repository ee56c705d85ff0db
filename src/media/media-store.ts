import type { Readable } from 'node:stream';
import type { MediaSource, StagedFile, Staging } from './staging.js';

/** What is kept: its hash is its name, so the same bytes are kept once, whoever brings them. */
export interface StoredCopy {
  /** Hex. */
  sha256: string;
  size: number;
}

/** Bytes of a copy, both ends counted in; from 0. */
export interface ByteRange {
  start: number;
  end: number;
}

/** One place where copies lie: a folder, a bucket. */
export interface MediaBacking {
  /** Durable when it resolves; a copy is there whole or not at all. Repeating it is harmless. */
  keep(file: StagedFile): Promise<void>;
  /** Undefined when there is no such copy. */
  open(sha256: string, range?: ByteRange): Promise<Readable | undefined>;
  sizeOf(sha256: string): Promise<number | undefined>;
  /** Writes, reads back and removes a file; throws `service-unavailable` with the reason. */
  probe(): Promise<void>;
  close: () => void;
}

/** Images and attachments by the hash of their bytes. Throws `service-unavailable` when the place does not answer. */
export interface MediaStore extends Omit<MediaBacking, 'keep'> {
  /** Takes bytes to the staging folder first: what they are is looked at before they are kept. */
  stage(source: MediaSource): Promise<StagedFile>;
  /** Keeps a staged file; it is no longer staged afterwards. */
  keep(file: StagedFile): Promise<StoredCopy>;
  /** `stage` and `keep` in one. */
  put(source: MediaSource): Promise<StoredCopy>;
  has(sha256: string): Promise<boolean>;
}

export function createMediaStore(backing: MediaBacking, staging: Staging): MediaStore {
  async function keep(file: StagedFile): Promise<StoredCopy> {
    try {
      await backing.keep(file);
    } finally {
      await file.discard();
    }
    return { sha256: file.sha256, size: file.size };
  }

  const sizeOf = async (sha256: string) => (isHash(sha256) ? backing.sizeOf(sha256) : undefined);

  return {
    stage: staging.stage,
    keep,
    put: async (source) => keep(await staging.stage(source)),
    has: async (sha256) => (await sizeOf(sha256)) !== undefined,
    open: async (sha256, range) => (isHash(sha256) ? backing.open(sha256, range) : undefined),
    sizeOf,
    probe: () => backing.probe(),
    close: () => {
      backing.close();
    },
  };
}

/** Names become paths and keys: nothing but a hash is one. */
function isHash(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}
