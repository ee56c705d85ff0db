/**
 * Article pages of 60 KB through reading and normalizing, as one worker process does it: `npm run bench:html`.
 * Pages a second of processor time, so that a busy machine does not decide; median of the rounds, with the range.
 */
import type { FetchedDocument } from '../../adapters/source-adapter.js';
import { siteAdapter } from '../../adapters/sources/site.js';
import { toItemContent } from '../../src/normalize/to-item-content.js';

const PAGE_BYTES = 60_000;
const ROUNDS = 13;
const WARM_UP = 3;
const PAGES_A_ROUND = 40;
const SENTENCE = '测绘地理信息部门围绕经济社会发展需求，持续推进基础测绘、地理国情监测和应急测绘保障服务。';

interface PageShape {
  name: string;
  /** Element of each paragraph; `p` unless told. */
  paragraph?: string;
  labels: string;
  open: string;
  close: string;
}

const LABELS = [
  ['SiteName', '江东省测绘局'],
  ['ColumnName', '通知公告'],
  ['ArticleTitle', '关于开展全省基础测绘成果质量检查的通知'],
  ['PubDate', '2026-11-20 09:05'],
  ['ContentSource', '江东省测绘局'],
]
  .map(([name, content]) => `<meta name="${name}" content="${content}" />`)
  .join('\n');
const TABLE = `<table><tr><td><b>索 引 号：</b></td><td>000014349/2026-00110</td><td><b>发文机关：</b></td><td>江东省测绘局</td></tr>
<tr><td><b>成文日期：</b></td><td>2026年11月18日</td><td><b>发文字号：</b></td><td>江测质字〔2026〕12号</td></tr></table>`;

const SHAPES: readonly PageShape[] = [
  {
    name: 'labels, body in a container of its own',
    labels: LABELS,
    open: `${TABLE}<div class="TRS_Editor"><div class="Custom_UnionStyle">`,
    close: '</div></div>',
  },
  {
    name: 'no labels, container of general use',
    labels: '',
    open: `${TABLE}<div class="info">发布时间：2026-11-20 09:05　来源：江东省测绘局</div><div class="content">`,
    close: '</div>',
  },
  {
    name: 'no labels, no container',
    labels: '',
    open: '<div class="w3"><div class="w4">',
    close: '</div></div>',
  },
  {
    name: 'nothing to go by, read by the reader mode',
    paragraph: 'div',
    labels: '',
    open: '<div class="w3"><div class="w4">',
    close: '</div></div>',
  },
];

/** Furniture takes the share that it has on real pages: menus before, related links and footer after. */
function toPage(shape: PageShape): FetchedDocument {
  const links = (name: string, count: number) =>
    Array.from(
      { length: count },
      (_, n) => `<li><a href="/${name}/${n}/" title="${name}${n}">栏目${n}</a></li>`,
    ).join('');
  const head = `<!DOCTYPE html><html><head><meta charset="utf-8"><title>关于开展全省基础测绘成果质量检查的通知_江东省测绘局</title>
${shape.labels}<style>.a{color:red}</style><script>var a = 1;</script></head><body><div class="nav"><ul>${links('lm', 120)}</ul></div>
<h1>关于开展全省基础测绘成果质量检查的通知</h1>${shape.open}`;
  const tail = `${shape.close}<div class="related"><ul>${links('xg', 60)}</ul></div><div class="footer">主办：江东省测绘局</div></body></html>`;
  const { paragraph = 'p' } = shape;
  const paragraphs: string[] = [];
  let size = Buffer.byteLength(head + tail);
  for (let n = 0; size < PAGE_BYTES; n += 1) {
    const image = n % 12 === 0 ? `<p align="center"><img src="./W${n}.jpg" alt="图${n}"></p>` : '';
    const text = `<${paragraph} style="text-indent: 2em; line-height: 1.5"><span style="font-family: 仿宋">　　${n}.${SENTENCE.repeat(2)}</span></${paragraph}>${image}`;
    paragraphs.push(text);
    size += Buffer.byteLength(text);
  }
  const url = 'http://chj.jiangdong.gov.cn/tzgg/202611/t20261120_1201.html';
  const body = Buffer.from(head + paragraphs.join('\n') + tail);
  return { url, requestedUrl: url, status: 200, headers: { 'content-type': 'text/html' }, body };
}

function readPage(document: FetchedDocument): void {
  for (const entry of siteAdapter.parse(document, siteAdapter.example)) {
    const outcome = toItemContent(entry, { defaults: { kind: 'notice' }, now: new Date() });
    if (!outcome.ok || outcome.content.bodyText.length < 10_000) throw new Error('the page was not read');
  }
}

function measure({ name, ...shape }: PageShape): void {
  const document = toPage({ name, ...shape });
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = process.cpuUsage();
    for (let n = 0; n < PAGES_A_ROUND; n += 1) readPage(document);
    const { user, system } = process.cpuUsage(start);
    rates.push((PAGES_A_ROUND / (user + system)) * 1e6);
  }
  const sorted = rates.slice(WARM_UP).sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? NaN).toFixed(0);
  process.stdout.write(
    `${name.padEnd(40)} ${document.body.byteLength} bytes  ${at(0.5)} pages/s (${at(0.1)}–${at(0.9)})\n`,
  );
}

for (const shape of SHAPES) measure(shape);
