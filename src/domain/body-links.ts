/** Links that are looked at in one item; a body with more is a directory. */
export const MOST_LINKS = 50;

/** The sanitizer wrote the body: attributes stand in double quotes, `&`, `<`, `>` and `"` as entities. */
const LINK = /<a [^>]*?href="(https?:\/\/[^"]+)"/g;

/** Whether there is anything to look at, at the cost of a search. */
export function hasLinks(bodyHtml: string): boolean {
  return bodyHtml.includes(' href="http');
}

/** Addresses that a body links to, each once and without its fragment, at most `MOST_LINKS`. */
export function linksIn(bodyHtml: string): string[] {
  if (!hasLinks(bodyHtml)) return [];
  const links = new Set<string>();
  for (const [, address = ''] of bodyHtml.matchAll(LINK)) {
    links.add(decode(address).replace(/#.*$/s, ''));
    if (links.size >= MOST_LINKS) break;
  }
  return [...links];
}

function decode(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
