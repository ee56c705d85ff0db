import { parseLabelledText, type LabelledValues } from '../formats/labelled-text.js';
import { isDocumentNumber, isLetterhead, isOrganization, isWholeDate } from './document-lines.js';

/** One paragraph of a document as it looks on paper. */
export interface DocumentLine {
  /** One line of text, white space collapsed; '' for tables, pictures and empty paragraphs. */
  text: string;
  /** What the author's own style says it is. */
  role?: 'title' | 'subtitle' | 'heading';
  isCentred?: boolean;
  isRight?: boolean;
  /** Bold as a whole, or set larger than the text. */
  isStrong?: boolean;
}

/** What the file says of itself beside its text. */
export interface DocumentHints {
  /** Title in the properties of the file. */
  title?: string | undefined;
  /** Name of the file, with or without folder and extension. */
  fileName?: string | undefined;
}

export interface DocumentHead {
  title?: string;
  subtitle?: string;
  values: LabelledValues;
  documentNumberText?: string;
  signedAtText?: string;
  issuer?: string;
  /** Lines that are fields of their own now and no part of the body. */
  dropped: ReadonlySet<number>;
}

const HEAD_LINES = 14;
const TAIL_LINES = 12;
const MAX_TITLE_LINE = 100;
const MAX_TITLE_LINES = 4;
const MAX_LABEL_LINE = 200;
/** A first line up to this long that is no sentence is a title that nobody marked. */
const MAX_PLAIN_TITLE = 50;
/** Lines of the head of an official document that say how to handle it; the checks look for them in the body. */
const HANDLING = /^(?:绝密|机密|秘密|内部|特急|加急|平急|急件|签发人|\d{6}$)/;
/** A title that ends so is complete: what stands centred below it is something else. */
const COMPLETE =
  /(?:通知|公告|通告|意见|办法|规定|决定|决议|批复|复函|的函|报告|请示|通报|纪要|方案|条例|细则|要点|规划|计划)[》）)]?$/;
/** Names that programs give to a file whose author gave none. */
const NO_TITLE =
  /^(?:microsoft word|word document|untitled|document ?\d*|文档 ?\d*|新建.*文档|无标题|未命名|工作簿 ?\d*|powerpoint|幻灯片|.*\.(?:docx?|wps|pdf)$)/i;

/**
 * Reads title, labelled lines, 发文字号 and signature of a document from its first and last paragraphs, the way a page's
 * head is read. Whatever is not surely one of these stays in the body.
 */
export function readDocumentHead(lines: readonly DocumentLine[], hints: DocumentHints): DocumentHead {
  const head = new HeadReader(lines);
  head.read();
  const title = head.title ?? hintedTitle(lines, head, hints);
  const tail = readTail(lines, head.dropped);
  const signedAtText = head.signedAtText ?? tail.signedAtText;
  return {
    ...(title !== undefined && { title }),
    ...(head.subtitle !== undefined && { subtitle: head.subtitle }),
    ...(head.documentNumberText !== undefined && { documentNumberText: head.documentNumberText }),
    ...(signedAtText !== undefined && { signedAtText }),
    ...(tail.issuer !== undefined && { issuer: tail.issuer }),
    values: { ...tail.values, ...head.values },
    dropped: head.dropped,
  };
}

class HeadReader {
  readonly dropped = new Set<number>();
  readonly values: LabelledValues = {};
  subtitle: string | undefined;
  documentNumberText: string | undefined;
  signedAtText: string | undefined;
  private readonly titleLines: { text: string; index: number; kind: string }[] = [];

  constructor(private readonly lines: readonly DocumentLine[]) {}

  get title(): string | undefined {
    return this.titleLines.length > 0
      ? joinLines(this.titleLines.map(({ text }) => text))
      : this.values.title;
  }

  read(): void {
    let looked = 0;
    for (const [index, line] of this.lines.entries()) {
      if (line.text === '') continue;
      looked += 1;
      if (looked > HEAD_LINES || !this.take(line, index)) return;
    }
  }

  /** False where the body begins. */
  private take(line: DocumentLine, index: number): boolean {
    return (
      this.takeStyled(line, index) ??
      (this.takeLabels(line, index) || this.takeMarks(line, index) || this.takeTitle(line, index))
    );
  }

  private takeStyled({ role, text }: DocumentLine, index: number): boolean | undefined {
    if (role === 'title') return this.addTitle(text, index, 'title');
    if (role === 'subtitle') return this.setSubtitle(text, index);
    if (role === 'heading') return this.title === undefined && this.addTitle(text, index, 'heading');
    return undefined;
  }

  private takeLabels({ text }: DocumentLine, index: number): boolean {
    // `时间：… 地点：…` under the title of an invitation is what it invites to.
    const after = this.lines[index + 1]?.text ?? '';
    if (text.length > MAX_LABEL_LINE || /地\s*点\s*[:：]/.test(`${text} ${after.slice(0, 20)}`)) return false;
    const values = labelsOf(text);
    if (values === undefined) return false;
    for (const [field, value] of Object.entries(values))
      Object.assign(this.values, { [field]: this.values[field as keyof LabelledValues] ?? value });
    this.dropped.add(index);
    return true;
  }

  private takeMarks({ text }: DocumentLine, index: number): boolean {
    if (isDocumentNumber(text)) {
      this.documentNumberText ??= text;
      return true;
    }
    if (isWholeDate(text) && this.titleLines.length > 0) {
      if (/^[（(〔[]/.test(text)) this.signedAtText ??= text;
      else this.values.publishedAtText ??= text;
      this.dropped.add(index);
      return true;
    }
    return HANDLING.test(text) || (this.titleLines.length === 0 && isLetterhead(text));
  }

  private takeTitle(line: DocumentLine, index: number): boolean {
    const { text, isCentred = false, isStrong = false } = line;
    if (this.title !== undefined && /^[—–-]{1,2}\s*\S/.test(text) && text.length <= MAX_TITLE_LINE)
      return this.subtitle === undefined && this.setSubtitle(text, index);
    const looksIt = (isCentred || isStrong) && text.length <= MAX_TITLE_LINE && !/[。；;，,]$/.test(text);
    if (!looksIt) return false;
    const kind = `${isCentred ? 'centred' : ''} ${isStrong ? 'strong' : ''}`;
    if (this.title === undefined || this.goesOn(index, kind)) return this.addTitle(text, index, kind);
    // Under the title, in the middle: who issued it, who spoke. Not known for sure, so it stays.
    return isCentred;
  }

  private goesOn(index: number, kind: string): boolean {
    const last = this.titleLines.at(-1);
    if (last === undefined || last.kind !== kind || this.titleLines.length >= MAX_TITLE_LINES) return false;
    return (
      !COMPLETE.test(last.text) && this.lines.slice(last.index + 1, index).every(({ text }) => text === '')
    );
  }

  private addTitle(text: string, index: number, kind: string): boolean {
    if (this.titleLines.length > 0 && !this.goesOn(index, kind)) return false;
    this.titleLines.push({ text, index, kind });
    this.dropped.add(index);
    return true;
  }

  private setSubtitle(text: string, index: number): boolean {
    this.subtitle ??= text.replace(/^[—–\-\s]+/, '');
    this.dropped.add(index);
    return true;
  }
}

/** No line shows itself as the title: the properties of the file, a short first line, or the name of the file. */
function hintedTitle(
  lines: readonly DocumentLine[],
  { dropped }: { dropped: Set<number> },
  hints: DocumentHints,
): string | undefined {
  const filled = lines.flatMap(({ text }, index) =>
    text === '' || dropped.has(index) ? [] : [{ text, index }],
  );
  const property = meaningful(hints.title);
  const same = filled.slice(0, HEAD_LINES).find(({ text }) => squeezed(text) === squeezed(property ?? ''));
  if (property !== undefined) {
    if (same !== undefined) dropped.add(same.index);
    return property;
  }
  const first = filled[0];
  const isTitle = first !== undefined && filled.length > 1 && isPlainTitle(first.text);
  if (!isTitle) return meaningful(stemOf(hints.fileName));
  dropped.add(first.index);
  return first.text;
}

function isPlainTitle(text: string): boolean {
  return text.length <= MAX_PLAIN_TITLE && !/[。；;，,：:！!]$/.test(text) && !isDocumentNumber(text);
}

function meaningful(text: string | undefined): string | undefined {
  const trimmed = text?.replace(/\s+/g, ' ').trim() ?? '';
  return trimmed === '' || NO_TITLE.test(trimmed) ? undefined : trimmed;
}

function stemOf(fileName: string | undefined): string | undefined {
  const stem = fileName
    ?.split(/[/\\]/)
    .at(-1)
    ?.replace(/\.[A-Za-z0-9]{1,5}$/, '');
  // Names such as `20261123_final` or `附件1` say nothing to a reader.
  return stem !== undefined && /\p{Script=Han}{4}/u.test(stem) ? stem : undefined;
}

/** The labels of a line that holds nothing else, also in brackets at the end of a text: （供稿：办公室）. */
function labelsOf(text: string): LabelledValues | undefined {
  const inner = text.replace(/^[（(【[]\s*(.*?)\s*[)）】\]]$/s, '$1');
  const values = parseLabelledText(inner);
  const [first] = Object.values(values);
  if (first === undefined) return undefined;
  // Something before the first label makes it a sentence that quotes one.
  const before = inner.slice(0, inner.search(/[:：]/)).replace(/[\s【[】\]]/g, '');
  return /^\p{Script=Han}{2,6}$/u.test(before) ? values : undefined;
}

interface Tail {
  values: LabelledValues;
  signedAtText?: string;
  issuer?: string;
}

/** 落款 and the lines after it: the date alone on its line is the date of signing, what stands above it who signed. */
function readTail(lines: readonly DocumentLine[], dropped: Set<number>): Tail {
  const tail: Tail = { values: {} };
  const filled = lines.flatMap((line, index) =>
    line.text === '' || dropped.has(index) ? [] : [{ line, index }],
  );
  const last = filled.slice(-TAIL_LINES);
  for (const { line, index } of [...last].reverse()) {
    const values = line.text.length <= MAX_LABEL_LINE ? labelsOf(line.text) : undefined;
    if (values === undefined) break;
    tail.values = { ...tail.values, ...values };
    dropped.add(index);
  }
  const signedAt = last.findLastIndex(({ line }) => isWholeDate(line.text));
  const above = last[signedAt - 1]?.line;
  const isSigned = above !== undefined && isOrganization(above.text);
  const line = last[signedAt]?.line;
  if (line !== undefined && filled.length > 2 && (isSigned || line.isRight === true)) {
    tail.signedAtText = line.text;
    if (isSigned) tail.issuer = above.text.replace(/\s+/g, '');
  }
  return tail;
}

function joinLines(lines: readonly string[]): string {
  return lines.reduce((joined, line) => {
    const isLatin = /[\x21-\x7e]$/.test(joined) && /^[\x21-\x7e]/.test(line);
    return joined === '' ? line : `${joined}${isLatin ? ' ' : ''}${line}`;
  }, '');
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}
