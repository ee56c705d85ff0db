import { sourceAdapters } from '../../adapters/sources/index.js';
import { isAppError } from '../../schemas/errors.js';
import type { SiteFindingLevel, SourceCheck } from '../../schemas/source-check.js';
import { createClient } from '../compose.js';
import type { Config } from '../config.js';
import { createWithinTime } from '../within-time.js';
import { createHostTurns } from '../fetch/host-turns.js';
import { createRobotsRules } from '../fetch/robots-rules.js';
import { createCheckAddress } from '../onboarding/check-address.js';

export interface CheckOptions {
  json?: boolean;
  language: 'zh' | 'en';
  adapter?: string;
}

const LEVELS: Record<SiteFindingLevel, { zh: string; en: string }> = {
  error: { zh: '须整改', en: 'must' },
  warning: { zh: '应整改', en: 'should' },
  advice: { zh: '建议', en: 'could' },
};

const VERDICTS: Record<SourceCheck['verdict'], { zh: string; en: string }> = {
  ready: { zh: '可直接接入', en: 'ready to be connected' },
  usable: { zh: '可以接入，但须整改下列问题', en: 'can be connected, but what follows should be mended' },
  unusable: { zh: '目前不能接入', en: 'cannot be connected yet' },
};

/**
 * `baosong check <address>`: text for people, or the report as JSON. Exit 0 when items arrive, 1 when none do, 2 when
 * the request itself is wrong.
 */
export async function checkCommand(url: string, options: CheckOptions, config: Config): Promise<number> {
  const client = createClient(config);
  try {
    const check = createCheckAddress({
      ...{ client, adapters: sourceAdapters, now: () => new Date() },
      withinTime: createWithinTime(config.PARSE_TIMEOUT_MS),
      ...{ turns: createHostTurns(), robots: createRobotsRules(() => new Date()) },
      hostGapMs: config.HOST_GAP_MS,
    });
    const report = await check({ url, ...(options.adapter !== undefined && { adapter: options.adapter }) });
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : toText(report, options.language));
    return report.verdict === 'unusable' ? 1 : 0;
  } catch (error) {
    if (!isAppError(error)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    return 2;
  } finally {
    await client.close();
  }
}

function toText(report: SourceCheck, language: 'zh' | 'en'): string {
  const zh = language === 'zh';
  const lines = [
    report.url,
    ...(report.finalUrl !== undefined && report.finalUrl !== report.url ? [`  → ${report.finalUrl}`] : []),
    `${zh ? '结论' : 'Verdict'}: ${VERDICTS[report.verdict][language]}`,
    '',
    ...recognisedLines(report, language),
    ...itemLines(report, language),
    ...findingLines(report, language),
    ...recommendedLines(report, language),
  ];
  return `${lines.join('\n')}\n`;
}

function recognisedLines({ recognised }: SourceCheck, language: 'zh' | 'en'): string[] {
  const title = language === 'zh' ? '识别 Recognised' : 'Recognised';
  const rows = recognised.map(({ adapter, confidence, evidence }) => {
    const signs = evidence.map((words) => words[language]).join(language === 'zh' ? '；' : '; ');
    return `  ${adapter} ${Math.round(confidence * 100)}%  ${signs}`;
  });
  return rows.length === 0 ? [] : [title, ...rows, ''];
}

function itemLines({ items }: SourceCheck, language: 'zh' | 'en'): string[] {
  const nothing = language === 'zh' ? '（无日期）' : '(no date)';
  const rows = items.map(
    ({ title, publishedAt, contentSource, url }) =>
      `  ${publishedAt?.slice(0, 16).replace('T', ' ') ?? nothing}  ${title}  ${contentSource ?? ''}\n    ${url ?? ''}`,
  );
  return rows.length === 0 ? [] : [language === 'zh' ? '试采 Sample' : 'Sample', ...rows, ''];
}

function findingLines({ findings }: SourceCheck, language: 'zh' | 'en'): string[] {
  const rows = findings.flatMap((finding) => [
    `  [${LEVELS[finding.level][language]}] ${finding[language]} (${finding.code})`,
    ...(finding.urls ?? []).map((url) => `      ${url}`),
  ]);
  return rows.length === 0 ? [] : [language === 'zh' ? '问题 Findings' : 'Findings', ...rows, ''];
}

function recommendedLines({ recommended }: SourceCheck, language: 'zh' | 'en'): string[] {
  if (!recommended) return [];
  const title =
    language === 'zh' ? '推荐设置（POST /api/v1/sources）' : 'Settings to register (POST /api/v1/sources)';
  return [title, JSON.stringify(recommended, null, 2)];
}
