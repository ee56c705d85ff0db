import type { ErrorCode } from '../../schemas/errors.js';
import type { ProblemTexts } from './problem-texts.js';

/** Texts for what keeps a person from deciding on an item. */
export const REVIEW_PROBLEM_TITLES = {
  'wrong-stage': {
    title: { zh: '不在该审核环节', en: 'Wrong stage' },
    advice: {
      zh: '条目已不在您所指的审核环节，请重新读取。',
      en: 'The item waits in another stage than you named: read it again.',
    },
  },
  'stale-revision': {
    title: { zh: '所审修订已过时', en: 'Stale revision' },
    advice: {
      zh: '条目已有新的修订，请阅读新修订后再审核。',
      en: 'There is a newer revision: read it, then decide.',
    },
  },
  'claimed-by-other': {
    title: { zh: '已被他人认领', en: 'Claimed by somebody else' },
    advice: {
      zh: '他人正在处理此条目，请待其释放或认领到期。',
      en: 'Somebody else works on this item: wait until they release it or their claim runs out.',
    },
  },
  'claim-expired': {
    title: { zh: '认领已到期', en: 'Claim expired' },
    advice: {
      zh: '您的认领已到期，请重新认领后再审核。',
      en: 'Your claim has run out: claim the item again, then decide.',
    },
  },
  'missing-reason': {
    title: { zh: '缺少原因', en: 'Reason missing' },
    advice: { zh: '此操作必须说明原因。', en: 'This decision needs a reason.' },
  },
  'unknown-reason': {
    title: { zh: '原因代码不存在', en: 'Unknown reason code' },
    advice: { zh: '请使用所列的原因代码。', en: 'Use one of the reason codes there are.' },
  },
  'same-person': {
    title: { zh: '同一人不得担任两个审核环节', en: 'Same person' },
    advice: {
      zh: '同一条目的各审核环节须由不同的人承担。',
      en: 'No one person may hold two review stages of one item.',
    },
  },
  'own-organization': {
    title: { zh: '不得审核本单位内容', en: 'Own organization' },
    advice: {
      zh: '请由其他单位的审核员审核。',
      en: 'A reviewer of another organization must decide this item.',
    },
  },
  'blocked-by-findings': {
    title: { zh: '检查未通过', en: 'Blocked by findings' },
    advice: {
      zh: '检查发现必须处理的问题，处理后才能通过。',
      en: 'The checks found what must be resolved before approval.',
    },
  },
} as const satisfies Partial<Record<ErrorCode, ProblemTexts>>;
