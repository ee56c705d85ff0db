import type { DecisionRequest } from '../../../schemas/decision.js';
import type { QueueEntry } from '../../../schemas/queue.js';
import { RETURN_REASONS, RETURN_REASON_CODES } from '../../../schemas/review.js';
import type { Role } from '../../../schemas/account.js';
import type { GatewayClient } from './gateway-client.js';
import { reviewItem } from './review-item.js';
import type { Person } from './work-shift.js';
import type { Story } from '../story.js';

interface ReviewerDuty {
  account: string;
  role: Role;
  flash: boolean;
  /** Takes every other item of a queue that two people share. */
  share?: 0 | 1;
}

const PAGE = 40;

const DUTIES: readonly ReviewerDuty[] = [
  { account: 'duty-1', role: 'duty-officer', flash: true },
  { account: 'secrecy-1', role: 'secrecy-reviewer', flash: true },
  { account: 'reviewer-1', role: 'reviewer', flash: false, share: 0 },
  { account: 'reviewer-2', role: 'reviewer', flash: false, share: 1 },
  { account: 'reviewer-3', role: 'reviewer', flash: false, share: 0 },
  { account: 'reviewer-4', role: 'reviewer', flash: false, share: 1 },
  { account: 'chief-1', role: 'liaison', flash: false },
  { account: 'secrecy-1', role: 'secrecy-reviewer', flash: false },
];

/** The people of the review: each works through the queue of their stage, flash apart from the rest. */
export function reviewers(gateway: GatewayClient, story: Story): Person[] {
  return DUTIES.map((duty) => ({
    name: duty.account,
    work: async () => {
      const queue = await gateway.listQueue(duty.account, duty.flash ? { lane: 'flash' } : {}, PAGE);
      const mine = queue.filter((entry) => isMine(entry, duty));
      let decided = 0;
      for (const entry of mine) if (await review(gateway, story, duty.account, entry)) decided++;
      return decided > 0;
    },
  }));
}

/** Second reviews of flash items wait with everything else: they are not pressing any more. */
function isMine({ id, lane, role, secondReview }: QueueEntry, duty: ReviewerDuty): boolean {
  if (role !== duty.role || (lane === 'flash' && !secondReview) !== duty.flash) return false;
  return duty.share === undefined || (id.codePointAt(id.length - 1) ?? 0) % 2 === duty.share;
}

/** True when the decision counted. */
async function review(
  gateway: GatewayClient,
  story: Story,
  account: string,
  { id, stage, secondReview }: QueueEntry,
): Promise<boolean> {
  const item = await gateway.readItem(account, id);
  // Attachments are on their way, or being read: nothing can be approved before.
  if (item.findings.some(({ rule }) => rule === 'attachments.pending')) return false;
  const request = { ...reviewItem(item), stage };
  if ((await gateway.decide(account, id, request)) === undefined) return false;
  const { title } = item.content;
  if (request.decision === 'return')
    story.tell(`退回修改《${title}》：${why(request)}`, `returned: ${codes(request).join(', ')}`);
  else if (request.decision === 'decline') story.tell(`不予采用《${title}》：${why(request)}`, 'declined');
  else if (secondReview)
    story.tell(`补审《${title}》：确认`, 'second review of a flash item by somebody else: confirmed');
  else if (item.lane === 'flash' && stage === 'secrecy')
    story.tell(`【特急】《${title}》审核通过，越过积压送往门户`, 'flash item approved, passes the backlog');
  return true;
}

function why(request: DecisionRequest): string {
  const asked = codes(request);
  return RETURN_REASON_CODES.filter((code) => asked.includes(code))
    .map((code) => RETURN_REASONS[code])
    .join('、');
}

function codes({ reasons = [] }: DecisionRequest): string[] {
  return reasons.map(({ code }) => code);
}
