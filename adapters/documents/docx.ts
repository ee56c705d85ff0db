import { createHash } from 'node:crypto';
import { load, type CheerioAPI } from 'cheerio/slim';
import mammoth from 'mammoth';
import { dropElements } from '../formats/html-body.js';
import { readMetadata } from '../formats/html-metadata.js';
import { isElement, shortText, type HtmlElement } from '../formats/html-text.js';
import type { LabelledValues } from '../formats/labelled-text.js';
import { readCoreProperties } from './core-properties.js';
import { documentError } from './document-error.js';
import { readDocumentHead, type DocumentHints, type DocumentLine } from './document-head.js';
import { toDocumentEntry } from './document-entry.js';
import { CENTRED, DOCX_STYLE_MAP, showAlignment, STRONG } from './docx-styles.js';
import { checkOfficeXml } from './office-xml.js';
import type { Article, EmbeddedFile } from './read-document.js';
import { toStoredZip } from './stored-zip.js';
import type { Parts } from './zip-container.js';

/** Longest paragraph that could be a title, a label line or a signature. */
const MAX_LINE = 300;
const MAX_IMAGES = 500;
const HEADING = /^h[1-6]$/;

/**
 * A Word document as one article: styles to headings, lists and tables to HTML, pictures beside it. Nothing outside the
 * package is read, whatever its relationships name. Throws `parse-malformed`, `parse-too-deep` or `parse-empty`.
 */
export async function readDocx(parts: Parts, hints: DocumentHints): Promise<Article> {
  checkOfficeXml(parts);
  const embedded = new Map<string, EmbeddedFile>();
  const html = await convert(parts, embedded);
  const $ = load(html, { xml: { xmlMode: false, decodeEntities: true, encodeEntities: 'utf8' } });
  const blocks = $.root()
    .children()
    .toArray()
    .filter((node) => isElement(node));
  if (blocks.length === 0)
    throw documentError('parse-empty', { zh: '文档没有内容。', en: 'The document is blank.' });
  const properties = readCoreProperties(parts);
  const { table, values } = readLeadingTable(blocks);
  const lines = blocks.map((block) => (block === table ? EMPTY : toLine(block)));
  const head = readDocumentHead(lines, { ...hints, title: properties.title });
  dropElements(blocks.filter((block, index) => head.dropped.has(index) || block === table));
  const entry = toDocumentEntry(
    { ...head, values: { ...values, ...head.values } },
    { body: htmlOf($), bodyFormat: 'html', keywords: properties.keywords },
  );
  return { kind: 'article', format: 'docx', entry, embedded: [...embedded.values()] };
}

const EMPTY: DocumentLine = { text: '' };

function htmlOf($: CheerioAPI): string {
  return $.root().html()?.trim() ?? '';
}

async function convert(parts: Parts, embedded: Map<string, EmbeddedFile>): Promise<string> {
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: toStoredZip(parts) },
      {
        styleMap: [...DOCX_STYLE_MAP],
        // A document must not bring rules of its own for how it is read.
        includeEmbeddedStyleMap: false,
        externalFileAccess: false,
        transformDocument: showAlignment,
        convertImage: mammoth.images.imgElement((image) => keepImage(image, embedded)),
      },
    );
    return value;
  } catch (cause) {
    if (cause instanceof RangeError)
      throw documentError(
        'parse-too-deep',
        { zh: '文档嵌套过深。', en: 'The document is nested too deep.' },
        { cause },
      );
    throw documentError(
      'parse-malformed',
      {
        zh: 'Word 文档内部结构有误，请用 Word 打开后另存再试。',
        en: 'The inner structure of the Word document is damaged; open it in Word and save it again.',
      },
      { cause },
    );
  }
}

async function keepImage(
  image: { contentType: string; readAsBuffer(): Promise<Buffer> },
  embedded: Map<string, EmbeddedFile>,
): Promise<{ src: string }> {
  const bytes = new Uint8Array(await image.readAsBuffer());
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (!embedded.has(sha256) && embedded.size < MAX_IMAGES) {
    const name = `image-${embedded.size + 1}`;
    embedded.set(sha256, { sha256, name, mediaType: image.contentType, bytes });
  }
  return { src: `embedded:${sha256}` };
}

function toLine(block: HtmlElement): DocumentLine {
  const { name, attribs } = block;
  const isText = name === 'p' || HEADING.test(name);
  const text = isText ? shortText(block, MAX_LINE) : undefined;
  if (text === undefined || text === '') return { text: isText ? '' : NOT_A_LINE };
  const classes = attribs.class?.split(' ') ?? [];
  return {
    text,
    ...roleOf(name, classes),
    isCentred: classes.includes(CENTRED) || attribs.align === 'center',
    isRight: attribs.align === 'right',
    isStrong: classes.includes(STRONG) || isBold(block, text),
  };
}

/** Stands for a table, a list or a long paragraph: not empty, and none of what the head of a document is made of. */
const NOT_A_LINE = '\ufffc';

function roleOf(name: string, classes: readonly string[]): Pick<DocumentLine, 'role'> {
  if (classes.includes('document-title')) return { role: 'title' };
  if (classes.includes('document-subtitle')) return { role: 'subtitle' };
  return HEADING.test(name) ? { role: 'heading' } : {};
}

function isBold(block: HtmlElement, text: string): boolean {
  const bold = block.children
    .filter((child) => isElement(child))
    .filter((child) => child.name === 'strong')
    .map((child) => shortText(child, MAX_LINE) ?? '')
    .join('');
  return squeezed(bold) === squeezed(text);
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}

/** 信息公开 documents open with a table of labels and values. */
function readLeadingTable(blocks: readonly HtmlElement[]): { table?: HtmlElement; values: LabelledValues } {
  const first = blocks.find((block) => block.name === 'table' || (shortText(block, MAX_LINE) ?? 'x') !== '');
  if (first?.name !== 'table') return { values: {} };
  const values = readMetadata({ children: [first] }, []);
  const isMetadata = values.indexNumber !== undefined || Object.keys(values).length >= 3;
  return isMetadata ? { table: first, values } : { values: {} };
}
