export interface LinkedEntry {
  guid?: string;
  link?: string;
  title: string;
  text: string;
  date?: string;
}

/** An Atom feed as sites write it, with addresses; `complete` names everything there is, `deleted` what was taken down. */
export function linkedFeed(
  entries: readonly LinkedEntry[],
  { complete = false, deleted = [] }: { complete?: boolean; deleted?: readonly string[] } = {},
): string {
  const items = entries.map(
    ({ guid, link, title, text, date = '2026-11-20T09:00:00+08:00' }) =>
      `<entry>${guid === undefined ? '' : `<id>${guid}</id>`}<title>${title}</title>` +
      `${link === undefined ? '' : `<link href="${link}"/>`}<published>${date}</published>` +
      `<content type="text">${text}</content></entry>`,
  );
  const tombstones = deleted.map(
    (ref) => `<at:deleted-entry ref="${ref}" when="2026-11-23T09:00:00+08:00"/>`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"' +
    ' xmlns:fh="http://purl.org/syndication/history/1.0" xmlns:at="http://purl.org/atompub/tombstones/1.0">' +
    `<title>动态</title>${complete ? '<fh:complete/>' : ''}${items.join('')}${tombstones.join('')}</feed>`
  );
}

const TOPICS = [
  ...[
    '基础测绘成果通过验收',
    '应急测绘保障演练举行',
    '全省地理国情监测启动',
    '海岛礁测绘外业结束',
    '卫星影像统筹方案印发',
  ],
  ...[
    '测绘资质年度核查公布',
    '不动产测量技术培训开班',
    '历史地图展览开幕',
    '重力基准点复测完成',
    '地名普查成果移交',
  ],
  ...['航摄飞行首战告捷', '涉密成果保管检查展开'],
];
const WORDS =
  '湖长江汉武黄冈宜昌荆襄阳随咸宁恩施神农架仙桃潜天门孝感鄂石首松滋洪赤壁麻城当枝利川老河口枣丹'.split('');

/** Articles of which no two have title or text in common; the same number gives the same article. */
export function someArticle(number: number): { title: string; text: string } {
  let state = (number + 1) * 2_654_435_761;
  const next = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const words = Array.from({ length: 160 }, () => WORDS[next(WORDS.length)] ?? '').join('');
  const place = Array.from({ length: 4 }, () => WORDS[next(WORDS.length)] ?? '').join('');
  return { title: `${place}${TOPICS[number % TOPICS.length] ?? ''}`, text: `${words}。` };
}

/** Articles of which none was given out before. */
export function newArticles(): (count: number) => { title: string; text: string }[] {
  let used = 0;
  return (count) => {
    used += count;
    return Array.from({ length: count }, (_, i) => someArticle(used - count + i));
  };
}

/** The same with an id and an address each. */
export function newEntries(): (count: number) => LinkedEntry[] {
  const articles = newArticles();
  let used = 0;
  return (count) =>
    articles(count).map((article) => {
      const number = used++;
      return { ...article, guid: `v${number}`, link: `http://unit.test/${number}.html` };
    });
}
