import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { mongo } from 'mongoose';
import { MongoClient, StoreUnderTest, type Client, type Database } from './store-process.js';

/** A document of the tests: any fields, and an id that is easy to write. */
interface Doc extends mongo.Document {
  _id: number | string;
}

export interface Fixture {
  url: string;
  client: Client;
  database: Database;
  /** A fresh, empty collection for each test. */
  items: mongo.Collection<Doc>;
}

/**
 * A database on the server under test: TEST_MONGO_URL's where it is set (anything that speaks MongoDB's protocol), else
 * an embedded store of this file. The fields are filled before each test.
 */
export function useDatabase(): Fixture {
  const fixture: Partial<Fixture> = {};
  let store: StoreUnderTest | undefined;
  let collections = 0;
  beforeAll(async () => {
    const given = process.env['TEST_MONGO_URL'];
    if (given === undefined) store = await StoreUnderTest.start();
    fixture.url = given ?? store?.service.url ?? '';
    fixture.client = await MongoClient.connect(fixture.url);
    fixture.database = fixture.client.db(`t${randomBytes(6).toString('hex')}`);
  });
  beforeEach(async () => {
    const name = `c${collections++}`;
    await fixture.database?.createCollection(name);
    const items = fixture.database?.collection<Doc>(name);
    if (items !== undefined) fixture.items = items;
  });
  afterAll(async () => {
    await fixture.database?.dropDatabase();
    await fixture.client?.close();
    await store?.remove();
  });
  return filled(fixture);
}

/** The fixture as the tests see it: reading a field before it is filled is a mistake of the test. */
function filled(fixture: Partial<Fixture>): Fixture {
  const read = <K extends keyof Fixture>(name: K): Fixture[K] => {
    const value = fixture[name];
    if (value === undefined) throw new Error(`${name} is not ready`);
    return value;
  };
  return {
    get url() {
      return read('url');
    },
    get client() {
      return read('client');
    },
    get database() {
      return read('database');
    },
    get items() {
      return read('items');
    },
  };
}
