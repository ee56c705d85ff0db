import type { Connection } from 'mongoose';
import type { ConsentEvent, Organization } from '../../schemas/organization.js';
import { fromStored } from './connection.js';
import { createRegistryStore } from './registry-store.js';

export type OrganizationStore = ReturnType<typeof createOrganizationStore>;

export function createOrganizationStore(connection: Connection) {
  const registry = createRegistryStore<Organization>(connection, 'organizations');

  /** Grants or withdraws the consent and appends to its history, in one write; undefined without such an organization. */
  async function recordConsent(id: string, event: ConsentEvent): Promise<Organization | undefined> {
    const { action, from, ...consent } = event;
    const record = await registry.collection.findOneAndUpdate(
      { _id: id },
      {
        ...(action === 'granted'
          ? { $set: { crawlConsent: consent } }
          : { $unset: { crawlConsent: '' as const } }),
        $push: { consentHistory: event },
      },
      { returnDocument: 'after' },
    );
    return record ? fromStored<Organization>(record) : undefined;
  }

  return { ...registry, recordConsent };
}
