/** Words and phrases of the field, so that texts made of them share what real ones share. */
const PLACES =
  '武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 仙桃 潜江 天门 长沙 南昌 合肥 郑州'.split(
    ' ',
  );
const BODIES =
  '测绘地理信息局 自然资源厅 质量监督检验中心 大地测量中心 航测遥感院 地图院 基础地理信息中心 应急测绘队 不动产登记局 规划设计院 资料档案馆 第一地形测量队'.split(
    ' ',
  );
const DEEDS =
  '部署 启动 完成 验收 检查 更新 发布 审核 组织 推进 开展 修订 印发 通报 举办 承办 整改 汇交 复测 普查 核查 建设 升级 调研 督导 宣传 培训 评审 签约 移交'.split(
    ' ',
  );
const THINGS =
  '基础测绘成果 实景三维模型 卫星导航定位基准站 国家基本比例尺地形图 地理国情监测 测量标志 数字高程模型 互联网地图服务 涉密成果保管 城市地下管线普查 不动产权籍调查 重力基准网 海岛礁测图 农村宅基地测量 国土变更调查 航空摄影任务 地名地址数据 水下地形测量 矿山储量测绘 冰川变化监测 长江航道图 轨道交通沿线沉降观测 边界线联合检查 历史影像数字化 少数民族语地图 盲文地图 无人机航摄系统 激光雷达点云 外业控制点 数据安全评估'.split(
    ' ',
  );
const OFFICIAL = [
  '认真贯彻落实党中央、国务院决策部署',
  '以习近平新时代中国特色社会主义思想为指导',
  '坚持以人民为中心的发展思想',
  '切实提高政治站位',
  '为经济社会高质量发展提供有力支撑',
  '各有关单位要高度重视，精心组织，确保各项任务落到实处',
  '进一步加强组织领导，压实工作责任',
  '取得了阶段性成效',
];
const COMMON =
  '一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严';

export type Writer = ReturnType<typeof createWriter>;

/** Writes articles as units publish them, and edits them as other sites do; the same seed writes the same. */
export function createWriter(seed: number) {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const character = () => COMMON.charAt(below(COMMON.length));
  const words = (count: number) => Array.from({ length: count }, () => character() + character()).join('');
  const number = (digits: number) => String(10 ** (digits - 1) + below(9 * 10 ** (digits - 1)));

  const shapes: (() => string)[] = [
    () => `${one(PLACES)}${one(BODIES)}${one(DEEDS)}${one(THINGS)}工作，${words(5)}。`,
    () => `会议要求，${words(4)}，${one(OFFICIAL)}，${words(6)}。`,
    () => `据介绍，该项目历时${number(2)}个月，涉及${words(2)}${number(3)}处，${words(7)}。`,
    () => `${words(3)}，${one(DEEDS)}${one(THINGS)}，${words(5)}，${one(DEEDS)}${words(2)}。`,
    () => `${number(2)}月${number(2)}日，${words(4)}在${one(PLACES)}${one(DEEDS)}，${words(6)}。`,
    () => `${one(OFFICIAL)}，${words(8)}。`,
    () => `${words(6)}，${words(4)}，${words(7)}。`,
  ];

  function sentence(): string {
    return one(shapes)();
  }

  /** An article of at least so many characters, in paragraphs. */
  function article(length: number): string {
    let text = '';
    while (text.length < length) text += sentence() + (random() < 0.2 ? '\n' : '');
    return text.trim();
  }

  /** Replaces, drops or inserts single characters, spread over the whole text; or only replaces, which changes most. */
  function edit(text: string, share: number, kinds = 3): string {
    const characters = Array.from(text);
    const places = new Set<number>();
    const edits = Math.floor(characters.length * share);
    while (places.size < edits) places.add(below(characters.length));
    for (const at of places) {
      const kind = below(kinds);
      characters[at] = kind === 0 ? character() : kind === 1 ? '' : `${characters[at] ?? ''}${character()}`;
    }
    return characters.join('');
  }

  /** Drops sentences and writes others in, as long as the change stays within that share of the text. */
  function rewrite(text: string, share: number): string {
    const sentences = text.split(/(?<=。)/u);
    for (let left = text.length * share; sentences.length > 1;) {
      const at = below(sentences.length);
      const dropped = random() < 0.5;
      const added = dropped ? '' : sentence();
      left -= dropped ? (sentences[at] ?? '').length : added.length;
      if (left < 0) break;
      sentences.splice(at, dropped ? 1 : 0, ...(dropped ? [] : [added]));
    }
    return sentences.join('');
  }

  /** Lines that the next site sets around the article. */
  function frame(text: string): string {
    const by = `${one(PLACES)}${one(BODIES)}`;
    return `来源：${by}\n浏览次数：${number(4)}\n${text}\n责任编辑：${words(1)}\n（供稿：${by}）`;
  }

  return { article, edit, rewrite, frame, sentence, words, number, place: () => one(PLACES) };
}

/** Numbers in [0, 1) that look random (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Two notices made from one form, which say different things: a person must tell them apart. */
export const FORMS: Readonly<Record<string, (writer: Writer) => string>> = {
  appointment: (writer) =>
    `经局党组研究决定：${writer.words(1)}同志任${writer.place()}测绘院副院长（试用期一年），免去其原任处长职务；` +
    `${writer.words(1)}同志任资料档案馆馆长，免去其副馆长职务。以上任免自2026年${writer.number(2)}月${writer.number(2)}日起生效。`,
  forecast: (writer) =>
    `${writer.place()}气象台${writer.number(2)}日发布：今天夜间到明天，全市多云转小雨，东北风${writer.number(1)}级，` +
    `最高气温${writer.number(2)}度，最低气温${writer.number(1)}度，相对湿度百分之${writer.number(2)}，请注意防范。`,
  figures: (writer) =>
    `${writer.number(1)}月份，全省受理测绘资质申请${writer.number(3)}件，办结${writer.number(3)}件，按时办结率${writer.number(2)}.${writer.number(1)}%，` +
    `汇交成果${writer.number(4)}项，提供地形图${writer.number(5)}幅，接待查询${writer.number(4)}人次。`,
};
