import type { Finding } from '../../../schemas/item-content.js';
import { excerptOf, textsOf, type ContentCheck } from './check.js';
import { findPersonalNumbers, type PersonalNumber } from './personal-numbers.js';

/** 个人信息: identity numbers block; telephone and card numbers warn, an office may publish its own. */
export const personalData: ContentCheck = {
  name: 'personal-data',
  run: (content) =>
    textsOf(content).flatMap(({ field, text }) =>
      findPersonalNumbers(text).map((number) => toFinding(number, field, text)),
    ),
};

const ADVICE: Record<PersonalNumber['rule'], Pick<Finding, 'severity' | 'zh' | 'en'>> = {
  'identity-number': {
    severity: 'block',
    zh: '含居民身份证号，请打码或删除。',
    en: 'Contains a resident identity number; mask or remove it.',
  },
  'mobile-number': {
    severity: 'warn',
    zh: '含手机号码，请确认是否为公务公开号码。',
    en: 'Contains a mobile number; make sure it is meant to be public.',
  },
  'bank-card': {
    severity: 'warn',
    zh: '含疑似银行卡号，请打码或删除。',
    en: 'Contains what looks like a bank card number; mask or remove it.',
  },
};

function toFinding({ rule, offset, length }: PersonalNumber, field: string, text: string): Finding {
  return {
    rule: `personal-data.${rule}`,
    field,
    offset,
    excerpt: excerptOf(text, offset, length),
    ...ADVICE[rule],
  };
}
