export interface SampleEntry {
  guid: string;
  title: string;
  text: string;
}

/** An RSS 2.0 feed as unit sites have it; dates within the window that is news. */
export function sampleFeed(entries: readonly SampleEntry[], encoding = 'UTF-8'): string {
  const items = entries.map(
    ({ guid, title, text }) =>
      `<item><guid isPermaLink="false">${guid}</guid><title>${title}</title><description>${text}</description>` +
      `<pubDate>${new Date().toUTCString()}</pubDate></item>`,
  );
  return (
    `<?xml version="1.0" encoding="${encoding}"?><rss version="2.0"><channel><title>动态</title>` +
    `<link>http://unit.test/</link>${items.join('')}</channel></rss>`
  );
}
