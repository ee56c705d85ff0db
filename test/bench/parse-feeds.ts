/**
 * Reading a feed of 50 items × 2 KB: ours against the libraries it was chosen over, all in one run.
 * After a build: `node dist/test/bench/parse-feeds.js`, or any TypeScript runner.
 */
import { XMLParser } from 'fast-xml-parser';
import Parser from 'rss-parser';
import { feedAdapter } from '../../adapters/sources/feed.js';
import type { FetchedDocument } from '../../adapters/source-adapter.js';
import { toItemContent } from '../../src/normalize/to-item-content.js';

const PARAGRAPH = '<p>各省级测绘行政主管部门要高度重视，认真组织开展全国测绘成果质量监督检查。</p>';
const ROUNDS = 15;
const RUNS_A_ROUND = 40;

function feedOf(items: number, wrap: (html: string) => string): string {
  const html = PARAGRAPH.repeat(18);
  const item = (n: number): string =>
    `<item><title>标题${n}</title><link>http://www.example.gov.cn/a/t20070703_${n}.html</link><guid>${n}</guid>` +
    `<category>要闻</category><pubDate>Tue, 03 Jul 2007 09:05:00 +0800</pubDate><description>${wrap(html)}</description></item>`;
  const body = Array.from({ length: items }, (_, n) => item(n)).join('\n');
  return `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>要闻</title>${body}</channel></rss>`;
}

function documentOf(xml: string): FetchedDocument {
  const url = 'http://www.example.gov.cn/rss.xml';
  return { url, requestedUrl: url, status: 200, headers: {}, body: Buffer.from(xml) };
}

async function measure(name: string, bytes: number, run: () => unknown): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // Processor time, not time on the wall: a busy machine must not decide between readers.
    const start = process.cpuUsage();
    for (let n = 0; n < RUNS_A_ROUND; n += 1) await run();
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000 / RUNS_A_ROUND);
  }
  // The first rounds are warm-up.
  const sorted = times.slice(3).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
  const rate = (bytes / 1e6 / at(0.5)) * 1000;
  process.stdout.write(
    `${name.padEnd(34)} ${at(0.5).toFixed(2)} ms (${at(0.1).toFixed(2)}–${at(0.9).toFixed(2)})  ${rate.toFixed(0)} MB/s\n`,
  );
}

async function compare(form: string, xml: string): Promise<void> {
  const document = documentOf(xml);
  const bytes = document.body.byteLength;
  const rssParser = new Parser();
  const xmlParser = new XMLParser({ ignoreAttributes: false, processEntities: { enabled: false } });
  const parse = () => feedAdapter.parse(document, { url: document.url });
  const context = { defaults: { kind: 'news' as const }, now: new Date() };
  await measure(`${form}: ours`, bytes, parse);
  await measure(`${form}: rss-parser (text given)`, bytes, () => rssParser.parseString(xml));
  await measure(`${form}: fast-xml-parser (text given)`, bytes, () => xmlParser.parse(xml) as unknown);
  await measure(`${form}: ours with normalizing`, bytes, () =>
    parse().map((entry) => toItemContent(entry, context)),
  );
}

await compare(
  'CDATA',
  feedOf(50, (html) => `<![CDATA[${html}]]>`),
);
await compare(
  'escaped',
  feedOf(50, (html) => html.replaceAll('<', '&lt;').replaceAll('>', '&gt;')),
);
