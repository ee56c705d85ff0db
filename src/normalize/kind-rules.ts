import type { ItemKind } from '../../schemas/item-kind.js';

type Rule = readonly [kind: ItemKind, pattern: RegExp];

/**
 * Kinds by the name of the column, the columns that the founding policy names and what sites call them. The first that
 * fits counts, so what is narrower stands first: 政策解读 is no 政策, 图片新闻 no 新闻, 会议通知 no 会议.
 */
export const KIND_BY_COLUMN: readonly Rule[] = [
  ['leader-profile', /领导(?:简介|信息|之窗|介绍|班子|成员|分工|活动集|专栏)|(?:局|厅|院|中心|现任)领导/],
  [
    'organization-profile',
    /(?:机构|单位|部门|本局|中心|概况)(?:概况|简介|职能|职责|设置|信息)|主要职[责能]|内设机构|直属(?:单位|机构)/,
  ],
  ['personnel', /人事(?:任免|信息|变动|任命)?$|任前公示|干部(?:任免|公示)|任免/],
  ['interpretation', /解读|图解|一图读懂/],
  ['live-preview', /直播(?:预告)?|活动预告/],
  ['interview', /访谈/],
  ['survey', /调查|征[集求]|听证|评议/],
  ['faq', /热点(?:解答|问答|问题)|常见(?:问题|问答)|知识问答|咨询解答|在线问答/],
  ['letter', /信箱|来信|信访/],
  ['message', /留言|咨询投诉|网上咨询|互动(?:交流|回应)|政民互动/],
  ['service-guide', /办事|服务(?:指南|事项)|行政(?:许可|审批)|审批服务|在线服务|便民服务/],
  ['plan', /规划|计划/],
  ['major-initiative', /重大(?:部署|决策|项目|工程)|重点工作/],
  ['notice', /通知|公告|公示|通告|通报|招(?:考|聘|录)/],
  ['regulation', /政策|法规|规章|法律|规范性文件|文件|标准/],
  ['special-topic', /专题|专栏/],
  ['media', /图片|视频|影像|图集|画册|影视|多媒体/],
  ['meeting', /会议|重要活动|活动集锦/],
  ['news', /动态|要闻|新闻|资讯|快讯|信息快报|头条/],
];

/** What a title says when nothing else does; titles end in what the piece is. */
export const KIND_BY_TITLE: readonly Rule[] = [
  ['personnel', /(?:任免|任职|免职|免去|任命).{0,20}(?:通知|公告|公示|决定)$|任前公示|干部任免/],
  ['interpretation', /解读|一图读懂|图解|答记者问/],
  ['live-preview', /直播预告|^(?:直播|预告)[:：丨|]/],
  ['interview', /(?:在线|网上)?访谈/],
  ['survey', /征[求集].{0,30}意见|意见.{0,4}征集|(?:网上|问卷|满意度)调查|听证会?/],
  ['service-guide', /(?:办事|服务|申报|办理)指南/],
  ['letter', /(?:来信|信访).{0,20}(?:答复|回复|办理)/],
  ['message', /留言.{0,20}(?:答复|回复)/],
  ['faq', /(?:常见|热点)问[题答]|有问必答|知识问答/],
  ['plan', /(?:规划|计划|工作要点|行动方案)$|印发.{0,60}(?:规划|计划|工作要点|行动方案)》?的通知$/],
  [
    'regulation',
    /(?:条例|规定|办法|细则|规范|命令|第\d+号令?)$|(?:印发|公布|发布).{0,60}(?:条例|规定|办法|细则|规范)》?的(?:通知|决定|公告)$/,
  ],
  ['regulation', /^.{0,40}关于.{1,80}的(?:意见|决定|命令)$/],
  ['notice', /(?:通知|公告|通告|公示|通报|启事)$/],
  ['organization-profile', /(?:单位|机构|中心|本院|本局)(?:简介|概况|职能)$|主要职责$/],
  ['leader-profile', /(?:局长|院长|主任|厅长|领导)简[介历]$/],
  [
    'meeting',
    /(?:会议|工作会|座谈会|推进会|动员会|研讨会|论坛).{0,12}(?:召开|举行|举办|开幕|闭幕)|(?:召开|举行|举办).{0,40}(?:会议|会|论坛)$/,
  ],
];

const FOLDERS: Readonly<Partial<Record<ItemKind, string>>> = {
  'organization-profile': 'jggk jgzn jgsz jgjs zzjg dwgk dwjj jjgk gywm zyzz nsjg zsdw bjgk',
  'leader-profile': 'ldjj ldxx ldzc ldjs ldbz xrld jld',
  regulation: 'zcfg flfg zcwj gfxwj fgwj fggz xzgfxwj zfwj gwywj fagui zhengce zcwjk zck bmwj',
  plan: 'ghjh fzgh guihua ghxx gzjh jhgh ndjh',
  'major-initiative': 'zdbs zdjc zdgz',
  meeting: 'hyhd huiyi zyhy zyhd',
  personnel: 'rsrm rsxx renshi gbrm rqgs',
  interpretation: 'zcjd jiedu jdhy tjzc wzjd zjjd',
  'special-topic': 'ztzl zhuanti zthd rdzt rdzl',
  'service-guide': 'bszn wsbs bsfw fwzn xzxk xzsp',
  interview: 'zxft fangtan ftzb zxjl',
  faq: 'cjwt rdjd rdwd',
  letter: 'jzxx jzxxx ldxxx xfxx lxxd',
  message: 'gzly lyb wyly zxts',
  survey: 'wsdc yjzj dczj myzj zqyj wstz',
  'live-preview': 'zbyg',
  notice: 'tzgg gsgg gggs ggtz tz gg gs tzgs ggl tongzhi gonggao zkly',
  media: 'tpxw spxw tpsp shipin tupian tpjj spzx',
  news: 'gzdt xwdt xwzx dt yw yaowen news xw xwfb zwdt zwyw jcdt hydt bmdt dfdt dwdt mtbd zhxw',
};

/** Kinds by the folder of the address: initials of the column's name, as sites are built. */
export const KIND_BY_FOLDER: ReadonlyMap<string, ItemKind> = new Map(
  (Object.entries(FOLDERS) as [ItemKind, string][]).flatMap(([kind, folders]) =>
    folders.split(' ').map((folder) => [folder, kind] as const),
  ),
);
