const TRS_ARTICLE = /\/t\d{8}_\d+\.s?html?$/i;
/** Addresses that a CMS gives to articles and to nothing else. */
const ARTICLE =
  /\/t\d{8}_\d+\.|\/art_\d+_\d+\.|\/art\/\d{4}\/(?:\d{1,2}\/\d{1,2}\/)?art_\w+\.|\/content_\d+\.|\/info\/\d+\/\d+\.|\/c\d+\/content\.|\/post_\d+\.|\/20\d{2}-?\d{2}\/\d{2}\/|\/20\d{6}\/|\/\d{5,}\.s?html?$/i;

export function isArticleAddress(url: string): boolean {
  return ARTICLE.test(pathOf(url));
}

export function isTrsArticleAddress(url: string): boolean {
  return TRS_ARTICLE.test(pathOf(url));
}

function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
