import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A site with many feeds, in a process of its own so that it costs the measured ones nothing but processor time.
 * usage: node bench-site.js FEEDS ITEMS; prints its port. `/feed/N.xml`, with ETags; `/turn` makes every item new;
 * `/changing/N.xml` has one new item each time it is asked for. It answers under every host of loopback, so that each feed can be a site of its own, as those of 200 units are.
 */
const [feeds = 200, items = 50] = process.argv.slice(2).map(Number);
const SENTENCE = '测绘地理信息部门围绕经济社会发展需求，持续推进基础测绘、地理国情监测和应急测绘保障服务，';
let round = 0;

function body(feed: number): string {
  const entries = Array.from({ length: items }, (_, index) => {
    const id = `${round}-${feed}-${index}`;
    const text = Array.from({ length: 9 }, (_, part) => `<p>${SENTENCE}第${id}号第${part + 1}段。</p>`).join(
      '',
    );
    return (
      `<item><guid isPermaLink="false">${id}</guid><title>第${id}号测绘工作动态：推进测绘成果社会化应用</title>` +
      `<link>http://unit.example/art/${id}.html</link><pubDate>Mon, 23 Nov 2026 09:05:00 +0800</pubDate>` +
      `<author>办公室</author><category>工作动态</category><description><![CDATA[${text}]]></description></item>`
    );
  });
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>动态</title>${entries.join('')}</channel></rss>`;
}

const asked = new Map<string, number>();

/** The newest items of a feed that gets one more with every request. */
function changingBody(path: string): string {
  const count = (asked.get(path) ?? 0) + 1;
  asked.set(path, count);
  const entries = Array.from({ length: Math.min(items, count) }, (_, back) => {
    const id = `${path}-${count - back}`;
    return (
      `<item><guid isPermaLink="false">${id}</guid><title>第${id}号测绘工作动态</title>` +
      `<pubDate>${new Date().toUTCString()}</pubDate><description>${SENTENCE.repeat(3)}第${id}号。</description></item>`
    );
  });
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>动态</title>${entries.join('')}</channel></rss>`;
}

let cache = new Map<string, Buffer>();
const server = createServer((request, response) => {
  if (request.url === '/turn') {
    round++;
    cache = new Map();
    for (let feed = 0; feed < feeds; feed++) cache.set(`/feed/${feed}.xml`, Buffer.from(body(feed)));
    response.end();
    return;
  }
  if (request.url?.startsWith('/changing/')) {
    response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(changingBody(request.url));
    return;
  }
  const page = cache.get(request.url ?? '');
  const etag = `"${round}"`;
  if (!page) response.writeHead(404).end();
  else if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
  else response.writeHead(200, { etag, 'content-type': 'application/rss+xml; charset=utf-8' }).end(page);
});
server.listen(0, '0.0.0.0', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
