import { firstLabel } from '../../formats/labels.js';
import { readList } from './read-list.js';
import type { Sighting } from './see-document.js';
import type { Sign } from './site-family.js';

const MIN_LIST = 3;

/** What says that a page can be read without knowing its make: a list that is found by itself, or an article's labels. */
export function findSiteSigns({ page }: Sighting): Sign[] {
  if (page === undefined) return [];
  if (firstLabel(page.labels, 'ArticleTitle') !== undefined)
    return [
      {
        weight: 0.5,
        zh: '文章页带有政府网站标签',
        en: 'an article page with the labels of government sites',
      },
    ];
  const links = readList(page).links.filter(({ dateText }) => dateText !== undefined);
  if (links.length >= MIN_LIST) return [toListSign(links.length)];
  return [
    {
      weight: 0.1,
      zh: '是网页，但没有找到带日期的文章列表',
      en: 'a web page, without a list of dated articles',
    },
  ];
}

function toListSign(count: number): Sign {
  return {
    weight: 0.5,
    zh: `页面上有 ${count} 条带日期的文章链接`,
    en: `${count} dated links to articles on the page`,
  };
}
