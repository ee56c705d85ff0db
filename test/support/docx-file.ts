import { toStoredZip } from '../../adapters/documents/stored-zip.js';

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export interface DocxParagraph {
  text: string;
  /** Id of a style of `STYLES`. */
  style?: string;
  align?: 'center' | 'right';
  bold?: boolean;
  /** Points. */
  size?: number;
}

/** WordprocessingML as it is. */
export interface DocxMarkup {
  xml: string;
}

export interface DocxFile {
  body: readonly (DocxParagraph | DocxMarkup)[];
  core?: { title?: string; creator?: string; keywords?: string };
  /** Further parts by name, and relationships of the document by id. */
  parts?: Record<string, string | Uint8Array>;
  relationships?: Record<string, { type: string; target: string; external?: boolean }>;
}

const STYLES = [
  ['Title', 'Title'],
  ['Subtitle', 'Subtitle'],
  ['Heading1', 'heading 1'],
  ['Heading2', 'heading 2'],
];

/** A Word document written by hand, as Word writes it: what readers are tested on. */
export function docxFile({ body, core = {}, parts = {}, relationships = {} }: DocxFile): Uint8Array {
  const content = body.map((one) => ('xml' in one ? one.xml : paragraph(one))).join('');
  const all: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': contentTypes(),
    '_rels/.rels': relationshipsXml({
      r1: { type: 'officeDocument', target: 'word/document.xml' },
    }),
    'docProps/core.xml': coreXml(core),
    'word/_rels/document.xml.rels': relationshipsXml({
      s1: { type: 'styles', target: 'styles.xml' },
      ...relationships,
    }),
    'word/styles.xml': stylesXml(),
    'word/document.xml': `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document ${W} ${R}><w:body>${content}</w:body></w:document>`,
    ...parts,
  };
  return toStoredZip(
    new Map(
      Object.entries(all).map(([name, part]) => [name, typeof part === 'string' ? Buffer.from(part) : part]),
    ),
  );
}

/** A picture in a paragraph of its own, from the relationship `id`. */
export function picture(id: string, alt = ''): DocxMarkup {
  const xml =
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">' +
    `<wp:docPr id="1" name="p" descr="${alt}"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">` +
    '<a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>' +
    `<a:blip r:embed="${id}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;
  return { xml };
}

export function table(rows: readonly (readonly string[])[]): DocxMarkup {
  const cell = (text: string) => `<w:tc>${paragraph({ text })}</w:tc>`;
  return { xml: `<w:tbl>${rows.map((row) => `<w:tr>${row.map(cell).join('')}</w:tr>`).join('')}</w:tbl>` };
}

function paragraph({ text, style, align, bold, size }: DocxParagraph): string {
  const properties = `${style ? `<w:pStyle w:val="${style}"/>` : ''}${align ? `<w:jc w:val="${align}"/>` : ''}`;
  const run = `${bold ? '<w:b/>' : ''}${size ? `<w:sz w:val="${size * 2}"/>` : ''}`;
  return `<w:p><w:pPr>${properties}</w:pPr><w:r><w:rPr>${run}</w:rPr><w:t xml:space="preserve">${escape(text)}</w:t></w:r></w:p>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function contentTypes(): string {
  return (
    `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>' +
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
  );
}

function relationshipsXml(relationships: NonNullable<DocxFile['relationships']>): string {
  const all = Object.entries(relationships).map(
    ([id, { type, target, external }]) =>
      `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"${external ? ' TargetMode="External"' : ''}/>`,
  );
  return `<Relationships xmlns="${PACKAGE}/relationships">${all.join('')}</Relationships>`;
}

function coreXml({ title = '', creator = '', keywords = '' }: NonNullable<DocxFile['core']>): string {
  return (
    `<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
    `<dc:title>${escape(title)}</dc:title><dc:creator>${escape(creator)}</dc:creator><cp:keywords>${escape(keywords)}</cp:keywords></cp:coreProperties>`
  );
}

function stylesXml(): string {
  const all = STYLES.map(
    ([id, name]) => `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/></w:style>`,
  );
  return `<w:styles ${W}>${all.join('')}</w:styles>`;
}
