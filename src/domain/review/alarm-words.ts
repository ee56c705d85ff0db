import type { NoticeKind } from '../../../schemas/notice.js';

export interface AlarmFacts {
  kind: NoticeKind;
  stage: string;
  dueAt: string;
  escalatedTo?: string;
}

const minute = (at: string) => at.slice(0, 16).replace('T', ' ');

/** What an alarm says, for people. */
export function toAlarmWords({ kind, stage, dueAt, escalatedTo }: AlarmFacts): { zh: string; en: string } {
  const due = minute(dueAt);
  switch (kind) {
    case 'waiting':
      return { zh: `特急待审：环节 ${stage}，时限 ${due}`, en: `Flash item waits in ${stage}, due ${due}` };
    case 'due-soon':
      return { zh: `环节 ${stage} 即将到期，时限 ${due}`, en: `Stage ${stage} is due soon: ${due}` };
    case 'due':
      return { zh: `环节 ${stage} 已到期，时限 ${due}`, en: `Stage ${stage} is due: ${due}` };
    case 'overdue':
      return {
        zh: `环节 ${stage} 已超期（时限 ${due}），升级给 ${escalatedTo ?? '管理员'}`,
        en: `Stage ${stage} is overdue (due ${due}), escalated to ${escalatedTo ?? 'the administrators'}`,
      };
    case 'escalated':
      return {
        zh: `环节 ${stage} 超期仍未处理（时限 ${due}），请督办或改派`,
        en: `Stage ${stage} is still not decided (due ${due}): see to it, or reassign it`,
      };
    case 'nobody-on-duty':
      return {
        zh: `无人值班：环节 ${stage} 等待处理，时限 ${due}，请安排值班`,
        en: `Nobody is on duty: stage ${stage} waits, due ${due}; put somebody on the roster`,
      };
  }
}
