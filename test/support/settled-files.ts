import type { ContentItem } from '../../schemas/content-item.js';
import { eventually, type Gateway } from './gateway.js';

/** Waits until nothing more is due of an item's files. */
export async function untilSettled({ app }: Pick<Gateway, 'app'>, id: string): Promise<ContentItem> {
  return eventually(`the files of ${id} are settled`, async () => {
    const work = await app.stores.items.findMediaWork(id);
    const isDue = work?.mediaDueAt !== undefined && Date.parse(work.mediaDueAt) <= Date.now();
    return work && !isDue && (await app.stores.items.findById(id));
  });
}
