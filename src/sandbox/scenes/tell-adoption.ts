import type { GatewayClient } from '../people/gateway-client.js';
import type { Person } from '../people/work-shift.js';
import type { Story } from '../story.js';

const WHO = 'liaison-1';

/** 采用: the central portal's verdict on the first item it takes for its own pages. */
export function tellAdoption(gateway: GatewayClient, story: Story): Person {
  let told = false;
  return {
    name: WHO,
    work: async () => {
      if (told) return false;
      const [adopted] = await gateway.listDeliveries(WHO, { portal: 'central', status: 'adopted' }, 1);
      const receipt = adopted?.receipts.findLast(({ status }) => status === 'adopted');
      if (!adopted || !receipt) return false;
      const { content } = await gateway.readItem(WHO, adopted.itemId);
      told = true;
      story.tell(
        `【采用】中央门户采用《${content.title}》，签名回执送回`,
        'the central portal adopts an item and sends a signed receipt',
        [`${receipt.receiptNumber} ${receipt.url ?? ''}`],
      );
      return true;
    },
  };
}
