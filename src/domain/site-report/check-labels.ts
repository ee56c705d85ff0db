import type { SiteFinding } from '../../../schemas/source-check.js';
import { toFinding, type PageFacts, type PageRole, type SiteRule, type SiteSample } from './site-sample.js';

type LabelledRole = Exclude<PageRole, 'data'>;

/** Labels that each kind of page must carry. Source: page labels of government sites (网站标签规范). */
const REQUIRED: Record<LabelledRole, readonly string[]> = {
  home: ['SiteName', 'SiteDomain', 'SiteIDCode'],
  list: [
    'SiteName',
    'SiteDomain',
    'SiteIDCode',
    'ColumnName',
    'ColumnDescription',
    'ColumnKeywords',
    'ColumnType',
  ],
  article: [
    'SiteName',
    'SiteDomain',
    'SiteIDCode',
    'ColumnName',
    'ColumnType',
    'ArticleTitle',
    'PubDate',
    'ContentSource',
  ],
};

const ROLE_NAMES: Record<LabelledRole, { zh: string; en: string }> = {
  home: { zh: '首页', en: 'home page' },
  list: { zh: '栏目页', en: 'list pages' },
  article: { zh: '内容页', en: 'article pages' },
};

const NOTHING = /^\s*(?:null|undefined)?\s*$/i;
const PUB_DATE = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}(?::\d{2})?$/;
/** Ten characters, e.g. bm07000001. */
const SITE_ID_CODE = /^[A-Za-z0-9]{10}$/;

/** 网页标签: present, filled and in the prescribed form, on each kind of page that was seen. */
export const checkLabels: SiteRule = (sample) => [
  ...(Object.keys(REQUIRED) as LabelledRole[]).flatMap((role) => checkRole(sample, role)),
  ...checkForm(sample, 'PubDate', PUB_DATE, 'yyyy-MM-dd HH:mm'),
  ...checkForm(sample, 'SiteIDCode', SITE_ID_CODE, '10 位字母数字 ten characters'),
];

function checkRole({ pages }: SiteSample, role: LabelledRole): SiteFinding[] {
  const seen = pages.filter((page) => page.role === role);
  if (seen.length === 0) return [];
  return [
    ...report(role, seen, 'missing', (page, name) => find(page, name) === undefined),
    ...report(role, seen, 'empty', (page, name) => NOTHING.test(find(page, name)?.content ?? 'x')),
    ...report(role, seen, 'case', (page, name) => {
      const written = find(page, name)?.name;
      return written !== undefined && written !== name;
    }),
  ];
}

const FAULTS = {
  missing: { level: 'warning', code: 'label-missing', zh: '缺少标签', en: 'lack the labels' },
  empty: {
    level: 'warning',
    code: 'label-empty',
    zh: '标签为空或为 null：',
    en: 'have empty or null labels:',
  },
  case: {
    level: 'advice',
    code: 'label-case',
    zh: '标签大小写不规范，应为',
    en: 'write labels in another case than',
  },
} as const;

function report(
  role: LabelledRole,
  pages: readonly PageFacts[],
  fault: keyof typeof FAULTS,
  has: (page: PageFacts, name: string) => boolean,
): SiteFinding[] {
  const names = REQUIRED[role].filter((name) => pages.some((page) => has(page, name)));
  if (names.length === 0) return [];
  const { level, code, zh, en } = FAULTS[fault];
  const concerned = pages.filter((page) => names.some((name) => has(page, name)));
  const list = names.join(', ');
  const where = ROLE_NAMES[role];
  const words = { zh: `${where.zh}${zh} ${list}。`, en: `The ${where.en} ${en} ${list}.` };
  return [
    toFinding(
      code,
      level,
      words,
      concerned.map(({ url }) => url),
    ),
  ];
}

function checkForm({ pages }: SiteSample, name: string, form: RegExp, shown: string): SiteFinding[] {
  const wrong = pages.flatMap((page) => {
    const content = find(page, name)?.content.trim() ?? '';
    return NOTHING.test(content) || form.test(content) ? [] : [{ url: page.url, content }];
  });
  if (wrong.length === 0) return [];
  const example = (wrong[0]?.content ?? '').slice(0, 60);
  const words = {
    zh: `标签 ${name} 的格式应为 ${shown}，现为“${example}”。`,
    en: `The label ${name} should have the form ${shown}; it says "${example}".`,
  };
  return [
    toFinding(
      'label-malformed',
      'warning',
      words,
      wrong.map(({ url }) => url),
    ),
  ];
}

function find(page: PageFacts, name: string): { name: string; content: string } | undefined {
  return page.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
}
