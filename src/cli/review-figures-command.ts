import { isAppError } from '../../schemas/errors.js';
import {
  reviewFigures,
  type ReviewFigures,
  type StageFigures,
  type UnitFigures,
} from '../../schemas/review-figures.js';
import type { Config } from '../config.js';
import { callGateway, type GatewayOptions } from './call-gateway.js';

export interface ReviewFiguresOptions extends GatewayOptions {
  from?: string;
  to?: string;
  organization?: string;
  json?: boolean;
}

/** `baosong review-figures`: how much waits where, and how deadlines are kept. Exit 0, 2 when the request was wrong. */
export async function reviewFiguresCommand(options: ReviewFiguresOptions, config: Config): Promise<number> {
  const { from, to, organization, json = false } = options;
  const query = new URLSearchParams({
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(organization !== undefined && { organization }),
  });
  try {
    const found = await callGateway(config, options, {
      ...{ method: 'GET' as const, path: `/api/v1/review-figures?${query.toString()}` },
    });
    const figures = reviewFigures.parse(found, 'answer of the gateway');
    process.stdout.write(json ? `${JSON.stringify(figures)}\n` : toText(figures));
    return 0;
  } catch (error) {
    if (!isAppError(error)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    return 2;
  }
}

function toText({ at, from, to, stages, units }: ReviewFigures): string {
  const inStages = stages.length === 0 ? [] : ['各环节 stages', ...stages.map(toStageLine), ''];
  return [
    `审核统计 review figures ${from} – ${to}，待办截至 waiting as of ${at}`,
    '',
    ...inStages,
    '各单位 units',
    ...units.map(toUnitLine),
    '',
  ].join('\n');
}

function toStageLine(figures: StageFigures): string {
  const { lane, stage, waiting, oldest, dueSoon, overdue, decided, inTime } = figures;
  const { medianSeconds, p90Seconds } = figures;
  return [
    `  ${lane.padEnd(9)} ${stage.padEnd(16)}`,
    `待办 waiting ${waiting}${oldest === undefined ? '' : `（最早 oldest ${oldest.slice(0, 16)}）`}`,
    `将到期 due soon ${dueSoon}`,
    `超期 overdue ${overdue}`,
    `办结 decided ${decided}`,
    `按时 in time ${inTime}${decided === 0 ? '' : `（${Math.floor((100 * inTime) / decided)} %）`}`,
    ...(medianSeconds === undefined
      ? []
      : [`用时 took ${toHours(medianSeconds)}，p90 ${toHours(p90Seconds)}`]),
  ].join('  ');
}

function toUnitLine({ organization, received, approved, returned, declined, secondReviews }: UnitFigures) {
  const { required, inTime, late, open, overdue } = secondReviews;
  return [
    `  ${organization.padEnd(26)}`,
    `收到 received ${received}`,
    `通过 approved ${approved}`,
    `退回 returned ${returned}`,
    `不采用 declined ${declined}`,
    `补审 second reviews ${required}: 按时 in time ${inTime}, 逾期 late ${late}, 待办 open ${open}, 超期 overdue ${overdue}`,
  ].join('  ');
}

function toHours(seconds = 0): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
