import type { TextProblem } from '../../../schemas/file-text.js';
import type { Finding, ItemAttachment } from '../../../schemas/item-content.js';
import type { ContentCheck } from './check.js';
import type { JudgedFile, KnownFacts } from './known-facts.js';

/** Findings of one rule in one file that are shown; a roster of 500 numbers is one thing to see to. */
const MOST_OF_A_RULE = 10;

/** What a file is whose text nobody could check: pictures, sound, films. */
const WITHOUT_TEXT = /^(?:image|audio|video)\//i;

/** Whether a stored file is one that may hold text. */
export function mayHoldText({ mediaType = '' }: Pick<ItemAttachment, 'mediaType'>): boolean {
  return !WITHOUT_TEXT.test(mediaType);
}

/**
 * 附件: what the rules found in the texts of attachments, and what of them nobody has checked. A file that is still to
 * come, or to be read, stops approval; one that was given up warns, for then it is for people to look.
 */
export const attachments: ContentCheck = {
  name: 'attachments',
  run: (content, _rules, known) =>
    content.attachments.flatMap((attachment, position) =>
      judge(attachment, known).map((finding) => placed(finding, attachment, position)),
    ),
};

function judge(attachment: ItemAttachment, known: KnownFacts): Finding[] {
  const { sha256, problem } = attachment;
  if (sha256 === undefined) {
    const isGivenUp = problem !== undefined && problem.nextAttemptAt === undefined;
    return [isGivenUp ? notFetched(problem) : PENDING];
  }
  if (!mayHoldText(attachment)) return [NO_TEXT];
  const file = known.files.get(sha256);
  if (!file) return [PENDING];
  return [...(file.problem ? [unreadable(file.problem)] : []), ...partlyRead(file), ...file.findings];
}

type Words = Pick<Finding, 'rule' | 'severity' | 'zh' | 'en'>;
const about = (rule: string, severity: Finding['severity'], zh: string, en: string): Finding => {
  const words: Words = { rule: `attachments.${rule}`, severity, zh, en };
  return { ...words, field: 'attachments' };
};

const PENDING = about(
  'pending',
  'block',
  '尚未取回或尚未读取，内容还没有检查；取回后自动检查，此前不能通过。',
  'is not here or not read yet, so that nobody has checked it; it is checked as soon as it is, and until then nothing is approved.',
);
const NO_TEXT = about(
  'no-text',
  'info',
  '是图片或音视频，没有可检查的文字，请人工查看。',
  'is a picture, a recording or a film: there is no text to check, somebody should look at it.',
);

function notFetched(problem: { zh: string; en: string }): Finding {
  return about(
    'not-fetched',
    'warn',
    `未能取回（${problem.zh.replace(/[。.]$/, '')}），内容未经检查，请人工核实。`,
    `could not be fetched (${problem.en.replace(/\.$/, '')}): its content is unchecked, somebody must look at it.`,
  );
}

const WHY: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  'parse-encrypted': ['设有打开密码', 'opens with a password only'],
  'parse-no-text': ['没有可提取的文字，可能是扫描件', 'has no text to take out, a scan perhaps'],
  'parse-too-large': ['过大', 'is too large'],
  'parse-timeout': ['在时限内未能读完', 'could not be read in time'],
  'parse-unrecognized': ['格式无法读取', 'is of a format that cannot be read'],
  'parse-malformed': ['已损坏或不完整', 'is damaged or incomplete'],
  'parse-too-deep': ['嵌套过深', 'is nested too deep'],
};

function unreadable({ code, zh, en }: TextProblem): Finding {
  const [why, whyEn] = WHY[code] ?? ['读取失败', 'could not be read'];
  return about(
    'unreadable',
    'warn',
    `${why}${zh === undefined ? '' : `（${zh}）`}，内容未经检查，请人工核实。`,
    `${whyEn}${en === undefined ? '' : ` (${en})`}: its content is unchecked, somebody must look at it.`,
  );
}

function partlyRead({ shortened, silentPages = 0 }: JudgedFile): Finding[] {
  const cut = about(
    'shortened',
    'warn',
    '文字过长，只检查了前一部分，其余请人工核实。',
    'has more text than is checked; the rest is for people.',
  );
  const silent = about(
    'silent-pages',
    'warn',
    `有 ${silentPages} 页没有可提取的文字（空白页或扫描页），这些页未经检查。`,
    `has ${silentPages} pages without text, blank or scanned, which nobody has checked.`,
  );
  return [...(shortened ? [cut] : []), ...(silentPages > 0 ? [silent] : [])];
}

/** The first ones of each rule, with how many there are. */
export function boundByRule(findings: readonly Finding[]): Finding[] {
  const counts = new Map<string, number>();
  const shown = findings.filter(({ rule }) => {
    const count = (counts.get(rule) ?? 0) + 1;
    counts.set(rule, count);
    return count <= MOST_OF_A_RULE;
  });
  return shown.map((finding) => {
    const count = counts.get(finding.rule) ?? 0;
    if (count <= MOST_OF_A_RULE) return finding;
    return {
      ...finding,
      zh: `${finding.zh}（同类共 ${count} 处）`,
      en: `${finding.en} (${count} of this kind)`,
    };
  });
}

const LONGEST_NAME = 60;
const LONGEST_WORDS = 500;

/** Says which file it is about: `attachments/2` by its place, from 0, and by its name for people. */
function placed(finding: Finding, attachment: ItemAttachment, position: number): Finding {
  const name = (attachment.title ?? attachment.url).slice(0, LONGEST_NAME);
  return {
    ...finding,
    field: `attachments/${position}`,
    zh: `附件“${name}”：${finding.zh}`.slice(0, LONGEST_WORDS),
    en: `Attachment "${name}": ${finding.en}`.slice(0, LONGEST_WORDS),
  };
}
