import type { ContentItem } from '../../../schemas/content-item.js';
import type { DecisionRequest } from '../../../schemas/decision.js';
import { RETURN_REASONS, RETURN_REASON_CODES } from '../../../schemas/review.js';
import type { GatewayClient } from '../people/gateway-client.js';
import { nameOf } from '../people/register-everyone.js';
import { ROLES_IN_STORY } from '../sites/sample-article.js';
import type { Story } from '../story.js';
import { describeDifference } from './describe-difference.js';

const STAGE_NAMES: Readonly<Record<string, string>> = {
  ...{ 'first-review': '初审', 'second-review': '复审', 'final-review': '终审', secrecy: '保密审查' },
};

/** What the reviewers do that a newcomer should see; of the rest the counts tell. */
export function createTellReview(gateway: GatewayClient, story: Story) {
  const compared = new Set<string>();

  /** What the unit has changed since it got the item back; told to whoever reads it first. */
  async function difference(account: string, item: ContentItem): Promise<void> {
    const key = `${item.id}.${item.revision}`;
    const returned = item.history.findLast(({ action }) => action === 'returned');
    if (compared.has(key) || returned?.revision !== item.revision - 1) return;
    compared.add(key);
    const lines = describeDifference(await gateway.readDifference(account, item.id));
    story.tell(
      `【退回重报】《${item.content.title}》第 ${item.revision} 版与退回的第 ${returned.revision} 版相比：`,
      'what the unit has changed since',
      lines,
    );
  }

  function decision(account: string, item: ContentItem, { stage, ...request }: DecisionRequest): void {
    const { title } = item.content;
    if (request.decision === 'return')
      story.tell(`退回修改《${title}》：${why(request)}`, `returned: ${codes(request).join(', ')}`);
    else if (request.decision === 'decline') story.tell(`不予采用《${title}》：${why(request)}`, 'declined');
    else if (stage === 'post-review')
      story.tell(
        `【特急】${nameOf(account)}补审《${title}》：确认`,
        'second review of a flash item by somebody else: confirmed',
      );
    else if (stage === 'co-sign') tellSignature(account, item);
    else if (stage === 'secrecy' && item.state === 'approved') tellApproval(item);
  }

  function tellSignature(account: string, item: ContentItem): void {
    const stage = item.review?.stages.find(({ name }) => name === 'co-sign');
    const [signed, asked] = [stage?.approvals?.length ?? 0, stage?.departments?.length ?? 0];
    story.tell(
      `【会签】${nameOf(account)}同意《${item.content.title}》（${signed}/${asked}${signed < asked ? '，等待另一部门' : '，会签完成'}）`,
      `co-signed by ${signed} of ${asked} departments`,
    );
  }

  function tellApproval({ lane, content, history }: ContentItem): void {
    if (lane === 'flash')
      story.tell(
        `【特急】《${content.title}》审核通过，越过积压送往门户`,
        'flash item approved, passes the backlog',
      );
    if (content.externalId !== ROLES_IN_STORY.threeReviews) return;
    const approvals = history.filter(({ action }) => action === 'stage-approved' || action === 'approved');
    const stages = approvals.map(({ stage = '', by }) => `${STAGE_NAMES[stage] ?? stage} ${nameOf(by)}`);
    story.tell(
      `【三审】《${content.title}》通过：${stages.join(' → ')}`,
      'three reviews and the secrecy check, by four different people',
    );
  }

  return { difference, decision };
}

function why(request: Pick<DecisionRequest, 'reasons'>): string {
  const asked = codes(request);
  return RETURN_REASON_CODES.filter((code) => asked.includes(code))
    .map((code) => RETURN_REASONS[code])
    .join('、');
}

function codes({ reasons = [] }: Pick<DecisionRequest, 'reasons'>): string[] {
  return reasons.map(({ code }) => code);
}
