import type { Rule, Term } from '../../../schemas/rule.js';

const FIRST = { version: 1, changedAt: '2026-11-25T00:00:00.000+08:00', changedBy: 'system' } as const;

/** Source: public-precision thresholds; 50 m, 0.5 m and 20 m are the numbers of the field. */
const THRESHOLDS: Rule = {
  ...FIRST,
  id: 'thresholds',
  kind: 'thresholds',
  comment: '随网关提供 comes with the gateway',
  thresholds: {
    coordinateMeters: 50,
    imageryMeters: 0.5,
    contourMeters: 20,
    facilities: [
      ...['军事', '军用', '导弹', '雷达', '机场', '跑道', '军港', '靶场', '武器', '弹药', '油库'],
      ...['核电', '大坝', '监狱', '看守所', '国防', '人防', '指挥所', '重力点', '天文点', '国家大地控制点'],
    ],
  },
};

const typo = (term: string, replacement: string, except?: string[]): Term => ({
  ...{ term, severity: 'warn', replacement },
  ...(except && { except }),
});

/** Wrong and right, apart by a space. */
const pairs = (...words: string[]): Term[] =>
  words.map((pair) => {
    const [term = '', replacement = ''] = pair.split(' ');
    return typo(term, replacement);
  });

const named = (
  term: string,
  replacement: string,
  advice: string,
  severity: Term['severity'] = 'warn',
): Term => ({ term, severity, replacement, advice });

/** A beginning; the bureau's own lists take its place or stand beside it. */
const TYPOS: Rule = {
  ...FIRST,
  id: 'typos',
  kind: 'words',
  comment: '常见错别字，随网关提供 common typos, come with the gateway',
  terms: [
    ...[typo('布署', '部署'), typo('座标', '坐标'), typo('既使', '即使'), typo('按装', '安装')],
    ...[typo('渡假', '度假'), typo('松驰', '松弛'), typo('竣功', '竣工'), typo('凑和', '凑合')],
    ...[typo('一愁莫展', '一筹莫展'), typo('不径而走', '不胫而走'), typo('再接再励', '再接再厉')],
    ...[typo('迫不急待', '迫不及待'), typo('谈笑风声', '谈笑风生'), typo('金榜提名', '金榜题名')],
    ...[
      typo('份内之事', '分内之事'),
      typo('名符其实', '名副其实'),
      typo('测汇', '测绘'),
      typo('勘查测绘院', '勘察测绘院'),
    ],
    typo('地型图', '地形图'),
    typo('高程成果汇缴', '高程成果汇交'),
    typo('成果汇缴', '成果汇交'),
    typo('截止目前', '截至目前'),
    typo('做为', '作为', ['叫做为', '看做为', '当做为']),
    ...pairs('穿流不息 川流不息', '走头无路 走投无路', '一如继往 一如既往', '再所不惜 在所不惜'),
    ...pairs('不可思意 不可思议', '默守成规 墨守成规', '世外桃园 世外桃源', '甘败下风 甘拜下风'),
    ...pairs('美仑美奂 美轮美奂', '悬梁刺骨 悬梁刺股', '食不裹腹 食不果腹', '一诺千斤 一诺千金'),
    ...pairs('言简意骇 言简意赅', '鬼鬼崇崇 鬼鬼祟祟', '天翻地复 天翻地覆', '改弦更章 改弦更张'),
    ...pairs('哀声叹气 唉声叹气', '变本加利 变本加厉', '出奇不意 出其不意'),
    ...pairs('重蹈复辙 重蹈覆辙', '相辅相承 相辅相成', '按步就班 按部就班'),
    ...pairs('防犯措施 防范措施', '贯彻落时 贯彻落实', '统愁兼顾 统筹兼顾', '因地治宜 因地制宜'),
    ...pairs('遥感影象 遥感影像', '基础侧绘 基础测绘'),
    ...pairs('国家大地座标系 国家大地坐标系', '卫星导行 卫星导航', '水准侧量 水准测量'),
  ],
};

/** Forms of names that official publications have settled, for the wrong ones that are met with. */
const NAMES: Rule = {
  ...FIRST,
  id: 'fixed-phrases',
  kind: 'words',
  comment: '机构、法规名称和固定表述，随网关提供 names and fixed phrases, come with the gateway',
  terms: [
    named('中国人民共和国', '中华人民共和国', '国名错误。', 'block'),
    named('中华人名共和国', '中华人民共和国', '国名错误。', 'block'),
    named('中华人民共合国', '中华人民共和国', '国名错误。', 'block'),
    named('珠穆朗马峰', '珠穆朗玛峰', '地名错误。'),
    named('埃佛勒斯峰', '珠穆朗玛峰', '应使用我国公布的标准地名。'),
    named('额菲尔士峰', '珠穆朗玛峰', '应使用我国公布的标准地名。'),
    named('政府信息公开条列', '政府信息公开条例', '法规名称错误。'),
    named('地图管理条列', '地图管理条例', '法规名称错误。'),
  ],
};

export const DEFAULT_RULES: readonly Rule[] = [THRESHOLDS, TYPOS, NAMES];
