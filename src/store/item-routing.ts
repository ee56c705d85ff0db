import type { mongo } from 'mongoose';
import type { ContentItem } from '../../schemas/content-item.js';
import type { RoutableItem } from '../domain/route-conditions.js';
import type { ItemRecord } from './item-record.js';

/** As much of an item as a dry run of the routing rules shows. */
export type RoutingSample = RoutableItem & Pick<ContentItem, 'id' | 'state'>;

const FIELDS = {
  ...{ lane: 1, organizationId: 1, state: 1, 'content.kind': 1, 'content.title': 1 },
  ...{ 'content.column': 1, 'content.keywords': 1, 'content.publishedAt': 1 },
} as const;

/** The newest items without their bodies, for trying routing rules on. */
export function sampleItems(items: mongo.Collection<ItemRecord>) {
  async function sampleForRouting(limit: number): Promise<RoutingSample[]> {
    const found = await items
      .find<Omit<RoutingSample, 'id'> & { _id: string }>({}, { projection: FIELDS })
      .sort({ _id: -1 })
      .limit(limit)
      .toArray();
    return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
  }

  return { sampleForRouting };
}
