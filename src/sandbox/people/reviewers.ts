import type { QueueEntry } from '../../../schemas/queue.js';
import type { Role } from '../../../schemas/account.js';
import type { GatewayClient } from './gateway-client.js';
import { isToBeLetPass } from '../scenes/let-pass.js';
import { createTellReview } from '../scenes/tell-review.js';
import { reviewItem } from './review-item.js';
import type { Person } from './work-shift.js';
import type { Story } from '../story.js';

interface ReviewerDuty {
  account: string;
  role: Role;
  flash: boolean;
  /** Only what waits in this stage. */
  stage?: string;
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
  { account: 'law-1', role: 'reviewer', flash: false, stage: 'co-sign' },
  { account: 'planning-1', role: 'reviewer', flash: false, stage: 'co-sign' },
  { account: 'chief-1', role: 'liaison', flash: false },
  { account: 'secrecy-1', role: 'secrecy-reviewer', flash: false },
];

/** The people of the review: each works through the queue of their stage, flash apart from the rest. */
export function reviewers(gateway: GatewayClient, story: Story): Person[] {
  const tell = createTellReview(gateway, story);
  return DUTIES.map((duty) => ({
    name: duty.account,
    work: async () => {
      const queue = await gateway.listQueue(duty.account, duty.flash ? { lane: 'flash' } : {}, PAGE);
      const mine = queue.filter((entry) => isMine(entry, duty));
      let decided = 0;
      for (const entry of mine) if (await review(gateway, tell, duty.account, entry)) decided++;
      return decided > 0;
    },
  }));
}

/** Second reviews of flash items wait with everything else: they are not pressing any more. */
function isMine({ id, lane, role, stage, secondReview }: QueueEntry, duty: ReviewerDuty): boolean {
  if (role !== duty.role || (lane === 'flash' && !secondReview) !== duty.flash) return false;
  if (duty.stage !== undefined && stage !== duty.stage) return false;
  return duty.share === undefined || (id.codePointAt(id.length - 1) ?? 0) % 2 === duty.share;
}

/** True when the decision counted. */
async function review(
  gateway: GatewayClient,
  tell: ReturnType<typeof createTellReview>,
  account: string,
  { id, stage, returnedBefore }: QueueEntry,
): Promise<boolean> {
  const item = await gateway.readItem(account, id);
  // Attachments are on their way, or being read: nothing can be approved before.
  if (item.findings.some(({ rule }) => rule === 'attachments.pending')) return false;
  if (isToBeLetPass(item)) return false;
  if (returnedBefore) await tell.difference(account, item);
  const request = { ...reviewItem(item), stage };
  const decided = await gateway.decide(account, id, request);
  if (decided === undefined) return false;
  tell.decision(account, decided, request);
  return true;
}
