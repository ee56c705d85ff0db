import type { Policy } from '../../../schemas/policy.js';

const COMES_WITH_GATEWAY = {
  version: 1,
  enabled: true,
  changedAt: '2026-01-01T00:00:00.000+08:00',
  changedBy: 'system',
  comment: '随系统提供 comes with the gateway',
} as const;

/** 三审 and the secrecy check; matches everything, so that no item is without a review. */
export const ROUTINE_POLICY: Policy = {
  ...COMES_WITH_GATEWAY,
  id: 'routine',
  title: '三审加保密审查 three reviews and the secrecy check',
  order: 10_000,
  match: {},
  stages: [
    { name: 'first-review', role: 'reviewer' },
    { name: 'second-review', role: 'reviewer' },
    { name: 'final-review', role: 'liaison' },
    { name: 'secrecy', role: 'secrecy-reviewer' },
  ],
  wordingOnly: { maxCharacters: 20, maxShare: 0.05, lanes: ['routine', 'backfill'] },
};

/** 特急: one officer on duty; the secrecy check is never skipped, not even here, and others look again within a day. */
const FLASH_POLICY: Policy = {
  ...COMES_WITH_GATEWAY,
  id: 'flash',
  title: '特急：值班审核加保密审查，24 小时内补审 officer on duty and secrecy, second review within 24 h',
  order: 100,
  match: { lanes: ['flash'] },
  stages: [
    { name: 'duty', role: 'duty-officer' },
    { name: 'secrecy', role: 'secrecy-reviewer' },
  ],
  secondReview: { role: 'reviewer', withinHours: 24 },
};

/** What holds until somebody writes other versions. Source: review stages and lane notes of the domain description. */
export const DEFAULT_POLICIES: readonly Policy[] = [FLASH_POLICY, ROUTINE_POLICY];
