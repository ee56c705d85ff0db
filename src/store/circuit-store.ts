import type { Connection } from 'mongoose';
import { newCircuit, type CircuitRecord } from '../domain/circuit.js';
import { defineModel, isDuplicateKey, type Stored } from './connection.js';

/** How it lies: one document a portal, `_id` the portal; `version` grows with every write. */
type Record = Omit<CircuitRecord, 'portalId'> & { id: string; version: number };

/** A circuit as it was read; version 0 stands for one that nobody has written yet. */
export interface SeenCircuit {
  circuit: CircuitRecord;
  version: number;
}

export type CircuitStore = ReturnType<typeof createCircuitStore>;

/** Circuits of the portals, shared by all processes. A portal without trouble has no document. */
export function createCircuitStore(connection: Connection) {
  defineModel<Record>(connection, 'circuits');
  const circuits = connection.collection<Stored<Record>>('circuits');

  async function find(portalId: string, now: Date): Promise<SeenCircuit> {
    const found = await circuits.findOne({ _id: portalId });
    return found ? toSeen(found) : { circuit: newCircuit(portalId, now), version: 0 };
  }

  /** Of each of these portals, in one read. */
  async function findMany(portalIds: readonly string[], now: Date): Promise<Map<string, SeenCircuit>> {
    const found = await circuits.find({ _id: { $in: [...portalIds] } }).toArray();
    const written = new Map(found.map((record) => [record._id, toSeen(record)]));
    return new Map(
      portalIds.map((id) => [id, written.get(id) ?? { circuit: newCircuit(id, now), version: 0 }]),
    );
  }

  /** Those of portals that had trouble once. */
  async function list(): Promise<CircuitRecord[]> {
    return (await circuits.find({}).toArray()).map((found) => toSeen(found).circuit);
  }

  /** Writes what was decided on a circuit as it was read; false when another process has written since. */
  async function replace({ version }: SeenCircuit, next: CircuitRecord): Promise<boolean> {
    const { portalId, ...fields } = next;
    const record = { ...fields, version: version + 1 };
    if (version === 0) return insert({ _id: portalId, ...record });
    const written = await circuits.replaceOne({ _id: portalId, version }, record);
    return written.matchedCount === 1;
  }

  async function insert(record: Stored<Record>): Promise<boolean> {
    try {
      await circuits.insertOne(record);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  return { find, findMany, list, replace };
}

function toSeen({ _id, version, ...fields }: Stored<Record>): SeenCircuit {
  return { circuit: { portalId: _id, ...fields }, version };
}
