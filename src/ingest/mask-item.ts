import type { ContentItem } from '../../schemas/content-item.js';
import { AppError, type FieldError } from '../../schemas/errors.js';
import type { Clock } from '../../schemas/instant.js';
import type { Finding } from '../../schemas/item-content.js';
import type { MaskingFinding, MaskingOffer, MaskingRequest } from '../../schemas/masking.js';
import { requireSameVersion } from '../domain/review/decide-review.js';
import { nextState } from '../domain/item-state.js';
import { findPersonalMasks, type PersonalMask } from '../domain/personal-masks.js';
import { fingerprintsOf } from '../normalize/fingerprint.js';
import type { WakeUp } from '../queue/queues.js';
import { toCheckWakeUps } from '../queue/wake-ups.js';
import { requireItem, type Caller } from '../review/caller.js';
import { compareContents } from '../review/compare-contents.js';
import type { ItemStore } from '../store/item-store.js';
import type { WithinTime } from '../within-time.js';
import { maskContent } from './mask-content.js';
import { reviseItem } from './revise-item.js';

export interface MaskDependencies {
  items: ItemStore;
  wake(calls: readonly WakeUp[]): Promise<boolean>;
  withinTime: WithinTime;
  now: Clock;
}

/** 打码: what masking would change, and masking as a new revision that is checked and reviewed like any other. */
export function createMaskItem(deps: MaskDependencies) {
  const masked = (item: ContentItem, masks: readonly PersonalMask[]) =>
    maskContent(item.content, masks, { withinTime: deps.withinTime, now: deps.now() });

  async function offer(id: string, caller: Caller): Promise<MaskingOffer> {
    const item = await requireItem(deps.items, id, caller.account);
    const masks = findPersonalMasks(item.content);
    const content = masks.length === 0 ? item.content : masked(item, masks);
    const personal = item.findings.flatMap(toPersonal);
    return {
      itemId: id,
      version: item.version,
      findings: personal.filter(({ field }) => !isInsideFile(field)),
      attachments: personal.filter(({ field }) => isInsideFile(field)),
      fields: compareContents(item.content, content),
      bodyHtml: content.bodyHtml,
    };
  }

  /** Throws `stale-version`, `wrong-state`, or `validation-failed` where there is nothing to mask, or not what was named. */
  async function apply(id: string, request: MaskingRequest, caller: Caller): Promise<ContentItem> {
    const item = await requireItem(deps.items, id, caller.account);
    requireSameVersion(item, request.version);
    nextState(item.state, 'revise');
    const content = masked(item, chooseMasks(item, request));
    const revised = await reviseItem(deps, id, {
      ...{ content, fingerprints: fingerprintsOf(content), action: 'masked', comment: request.reason },
      ...{ by: caller.account.id, byOrganization: caller.account.organizationId, from: caller.from },
      version: request.version,
    });
    if (!revised) throw refused([NOTHING]);
    await deps.wake(toCheckWakeUps([revised]));
    return revised;
  }

  return { offer, apply };
}

const PERSONAL = 'personal-data.';

function toPersonal({ rule, field, excerpt }: Finding, finding: number): MaskingFinding[] {
  if (!rule.startsWith(PERSONAL)) return [];
  return [{ finding, rule, field, ...(excerpt !== undefined && { excerpt }) }];
}

function isInsideFile(field: string): boolean {
  return /^attachments\/\d+$/.test(field);
}

function chooseMasks({ content, findings }: ContentItem, request: MaskingRequest): PersonalMask[] {
  const all = findPersonalMasks(content);
  const wrong: FieldError[] = [];
  const chosen = request.findings?.flatMap((number, position) => {
    const finding = findings[number];
    const mask = all.find(
      ({ rule, field, offset }) =>
        rule === finding?.rule && field === finding.field && offset === finding.offset,
    );
    if (mask) return [mask];
    wrong.push({ pointer: `/findings/${position}`, ...whyNot(finding) });
    return [];
  });
  if (wrong.length > 0) throw refused(wrong);
  const masks = chosen ?? all;
  if (masks.length === 0) throw refused([NOTHING]);
  return masks;
}

function whyNot(finding: Finding | undefined): Pick<FieldError, 'zh' | 'en'> {
  if (finding && isInsideFile(finding.field))
    return {
      zh: '附件内容不能打码，请报送单位更换附件',
      en: 'a file is never changed: the unit must send another one',
    };
  return {
    zh: '不是当前文本中的个人信息检查结果',
    en: 'no finding of personal data in the current text',
  };
}

const NOTHING: FieldError = {
  pointer: '/findings',
  zh: '没有可打码的个人信息',
  en: 'there is no personal data to mask',
};

function refused(fields: FieldError[]): AppError {
  return new AppError('validation-failed', 'there is nothing to mask there', { fields });
}
