import type { GatewayClient } from '../people/gateway-client.js';
import { nameOf } from '../people/register-everyone.js';
import type { Person } from '../people/work-shift.js';
import type { Story } from '../story.js';
import { PRESSING_SECONDS } from './review-rules.js';

const LATE = 'duty-1';
const NEXT = 'duty-2';

/** 超时升级: who is first on the roster lets the time pass, and the clock asks the next. */
export function stepIn(gateway: GatewayClient, story: Story): Person {
  return {
    name: NEXT,
    work: async () => {
      const queue = await gateway.listQueue(NEXT, { lane: 'urgent' }, 10);
      const entry = queue.find(({ escalated }) => escalated);
      if (!entry) return false;
      const { id, version, stage, title } = entry;
      if (!(await gateway.decide(NEXT, id, { decision: 'approve', version, stage }))) return false;
      story.tell(
        `【超时升级】《${title}》${PRESSING_SECONDS} 秒内无人办理，升级给值班表上的下一人`,
        'a deadline passes, the next on the duty roster is asked',
        [`${nameOf(LATE)}未办 let it pass，${nameOf(NEXT)}接手，审核通过 steps in and approves`],
      );
      return true;
    },
  };
}
