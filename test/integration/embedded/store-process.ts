import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose, { type mongo } from 'mongoose';
import { startDocumentStore } from '../../../src/embedded/start-document-store.js';
import type { StartedService } from '../../../src/embedded/service-log.js';

export type Client = mongo.MongoClient;
export type Database = mongo.Db;
const { MongoServerError } = mongoose.mongo;
export const { MongoClient } = mongoose.mongo;

/** A store of one test, with its data directory, that can be killed and started again. */
export class StoreUnderTest {
  #service: StartedService | undefined;
  #clients: Client[] = [];

  private constructor(readonly dataDir: string) {}

  static async start(): Promise<StoreUnderTest> {
    const store = new StoreUnderTest(await mkdtemp(join(tmpdir(), 'baosong-store-')));
    await store.startAgain();
    return store;
  }

  get service(): StartedService {
    if (this.#service === undefined) throw new Error('the store is not running');
    return this.#service;
  }

  async startAgain(): Promise<void> {
    this.#service = await startDocumentStore({ dataDir: this.dataDir });
  }

  async connect(options: mongo.MongoClientOptions = {}): Promise<Client> {
    const client = await MongoClient.connect(this.service.url, {
      serverSelectionTimeoutMS: 5000,
      ...options,
    });
    this.#clients.push(client);
    return client;
  }

  async kill(): Promise<void> {
    process.kill(this.service.pid, 'SIGKILL');
    await this.service.exited;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.#service?.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

/** The server's answer to something it refuses. */
export async function refusal(work: Promise<unknown>): Promise<mongo.MongoServerError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof MongoServerError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

/** True while a process exists and is no zombie. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Polls until the condition holds; fails after a generous while. */
export async function eventually(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const stop = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > stop) throw new Error(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
