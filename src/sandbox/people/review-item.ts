import type { ContentItem } from '../../../schemas/content-item.js';
import type { DecisionRequest } from '../../../schemas/decision.js';
import type { CodedReason } from '../../../schemas/review.js';
import { COMMERCIAL_TITLE } from '../sites/outbox-articles.js';

/** Findings for which the sample reviewers send an item back, and the reason they give. */
const REASONS: Readonly<Record<string, CodedReason>> = {
  'personal-data.identity-number': { code: 'personal-data', comment: '正文含身份证号，请删除后重报。' },
  'secrecy.marking': { code: 'secrecy-risk', comment: '正文带内部标志，请核实并删除后重报。' },
  'completeness.body': { code: 'incomplete-content', comment: '没有正文，请补充后重报。' },
  'map.review-number': { code: 'map-without-approval', comment: '地图没有审图号，请补充后重报。' },
};

/** What a sample reviewer decides on what they see: from the item alone, so the same again after any restart. */
export function reviewItem({ version, content, findings, review }: ContentItem): DecisionRequest {
  const answered = new Set(review?.overrides?.map(({ rule }) => rule));
  if (content.title.includes(COMMERCIAL_TITLE)) {
    const reasons: CodedReason[] = [{ code: 'wrong-column', comment: '商业推广，不属于政府网站内容。' }];
    return { decision: 'decline', version, reasons };
  }
  const reasons = findings.flatMap(({ rule }) => (answered.has(rule) ? [] : (REASONS[rule] ?? [])));
  const unlike = [...new Map(reasons.map((reason) => [reason.code, reason])).values()];
  return unlike.length === 0
    ? { decision: 'approve', version }
    : { decision: 'return', version, reasons: unlike };
}
