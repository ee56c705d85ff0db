import { excerptAround, findMatches, type ContentCheck } from './check.js';

// 绝密★30年, 机密★, 秘密 ★ 5 年: level, star, period. The bare word 秘密 is everyday language and does not count,
// a level in brackets or behind 密级 does. Source: marking rules in DOMAIN.md.
const MARKING =
  /(?:绝密|机密|秘密)\s*[★☆]\s*(?:\d+\s*(?:年|个月))?|[【[（(]\s*(?:绝密|机密|秘密|内部)\s*[】\]）)]|密级\s*[：:]\s*(?:绝密|机密|秘密|内部)|内部(?:资料|文件|刊物)[，,、 ]*(?:注意保存|严禁外传|不得公开|请勿外传)/g;

/** 保密审查: markings of classified and internal documents. */
export const secrecyMarking: ContentCheck = {
  name: 'secrecy.marking',
  run: (content) =>
    findMatches(content, { pattern: MARKING, needs: ['密', '内部'] }, (match, field) => ({
      rule: 'secrecy.marking',
      severity: 'block',
      field,
      offset: match.index,
      excerpt: excerptAround(match),
      zh: '出现密级或内部标志，须经保密审查确认后方可公开。',
      en: 'Carries a classification or internal marking; must not be published before the secrecy review clears it.',
    })),
};
