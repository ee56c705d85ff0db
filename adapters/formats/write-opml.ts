/** A feed as another reader would subscribe to it. */
export interface OpmlOutline {
  title: string;
  url: string;
  /** Titles of the outlines around it, outermost first. */
  folders: readonly string[];
}

/** An OPML 2.0 file, feeds of one folder together. */
export function writeOpml(title: string, outlines: readonly OpmlOutline[]): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n' +
    `  <head><title>${escape(title)}</title></head>\n  <body>\n${writeLevel(outlines, 0)}  </body>\n</opml>\n`
  );
}

function writeLevel(outlines: readonly OpmlOutline[], level: number): string {
  const indent = '  '.repeat(level + 2);
  const feeds = outlines.filter(({ folders }) => folders.length <= level);
  const folders = new Map<string, OpmlOutline[]>();
  for (const outline of outlines) {
    const name = outline.folders[level];
    if (name !== undefined) folders.set(name, [...(folders.get(name) ?? []), outline]);
  }
  const written = feeds.map(
    ({ title, url }) =>
      `${indent}<outline type="rss" text="${escape(title)}" title="${escape(title)}" xmlUrl="${escape(url)}"/>\n`,
  );
  const nested = [...folders].map(
    ([name, below]) =>
      `${indent}<outline text="${escape(name)}">\n${writeLevel(below, level + 1)}${indent}</outline>\n`,
  );
  return [...written, ...nested].join('');
}

// XML 1.0 has no way to write most control characters, nor half a surrogate pair.
const UNWRITABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function escape(text: string): string {
  return text
    .replace(UNWRITABLE, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/[\t\n\r]/g, ' ');
}
