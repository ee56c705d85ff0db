import type { ArticleText, SampleArticle } from './sample-article.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

// The example number of GB 11643, the standard for identity numbers: well-formed, and nobody's.
const IDENTITY_NUMBER = '11010519491231002X';

/** What the CMS of the unit pushes: routine items with their faults and mends, and flash items for later. */
export function outboxArticles(startedAt: Date, news: readonly SampleArticle[]): SampleArticle[] {
  const reposts = [20, 25].flatMap((index) => news[index]?.versions[0] ?? []);
  const routine = [...ROUTINE, ...reposts.map((text): Written => ({ versions: [text] }))];
  return [
    ...routine.map(({ versions, kind = 'news' }, index): SampleArticle => ({
      ...{ id: `ngcc-o${two(index + 1)}`, site: 'ngcc', list: 'outbox', kind, versions, initial: 0 },
      publishedAt: new Date(startedAt.getTime() - (index + 1) * HOUR),
    })),
    ...FLASH.map(({ place, event }, index): SampleArticle => ({
      ...{ id: `ngcc-f${two(index + 1)}`, site: 'ngcc', list: 'flash', kind: 'news', initial: 0 },
      publishedAt: new Date(startedAt.getTime() - (index + 1) * MINUTE),
      laneReason: `应急测绘保障：${place}${event}`,
      versions: [flashText(place, event, index)],
    })),
  ];
}

interface Written {
  versions: readonly [ArticleText, ...ArticleText[]];
  kind?: SampleArticle['kind'];
}

const prizeText = (contact: string): ArticleText => ({
  title: '地图文化创意设计大赛获奖名单公布',
  paragraphs: [
    '由我中心承办的地图文化创意设计大赛评审工作结束，共收到参赛作品412件，评出一等奖2名、二等奖5名、三等奖10名。',
    `获奖作者请于月底前办理领奖手续。联系人李某${contact}，办理地点为中心综合业务楼一层大厅。`,
  ],
});

const emptyText: ArticleText = { title: '1∶50000地形数据库年度更新工作启动', paragraphs: [] };

/** In the order of their ids: the third has no text, the fifth an identity number, the seventh is `commercial` in `ROLES_IN_STORY`. */
const ROUTINE: readonly Written[] = [
  {
    versions: [
      {
        title: '全球地表覆盖数据新版本发布',
        paragraphs: [
          '我中心发布30米分辨率全球地表覆盖数据新版本，总体精度较上一版提高1.2个百分点。',
          '新版本对湿地、人造地表等类型进行了重点更新，用户可在网站注册后免费下载。',
        ],
      },
    ],
  },
  {
    versions: [
      {
        title: '国家基础地理信息数据提供使用办事指南（新版）',
        paragraphs: [
          '申请使用国家基础地理信息数据的单位，应当提交申请表、单位证明和使用目的说明。',
          '受理窗口自收到完整材料之日起10个工作日内作出决定，并书面告知申请人。',
        ],
      },
    ],
    kind: 'service-guide',
  },
  {
    versions: [
      emptyText,
      {
        ...emptyText,
        paragraphs: [
          '1∶50000地形数据库年度更新工作日前启动，计划更新要素涉及居民地、交通、水系等九大类。',
          '更新采用增量方式进行，重点要素做到按月更新，一般要素做到按年更新。',
        ],
      },
    ],
  },
  {
    versions: [
      {
        title: '天地图国家级节点完成在线服务升级',
        paragraphs: [
          '天地图国家级节点完成在线服务升级，影像更新范围覆盖全部地级以上城市。',
          '升级后平均响应时间缩短三分之一，开发者接口保持兼容，原有应用无需修改。',
        ],
      },
    ],
  },
  { versions: [prizeText(`（身份证号${IDENTITY_NUMBER}）`), prizeText('')] },
  {
    versions: [
      {
        title: '测绘档案资料借阅服务时间调整',
        paragraphs: [
          '自下月起，测绘档案资料借阅窗口服务时间调整为工作日9时至17时，中午不休息。',
          '如需办理批量借阅，请提前三个工作日预约，并携带单位介绍信和经办人证件。',
        ],
      },
    ],
    kind: 'service-guide',
  },
  {
    versions: [
      {
        title: '某公司测绘仪器展销会邀请函',
        paragraphs: [
          '某公司定于下月举办测绘仪器展销会，现场签约享受八折优惠，欢迎各单位订购。',
          '展销会设有抽奖环节，凡到场客户均可获得精美礼品一份，数量有限，先到先得。',
        ],
      },
    ],
  },
  {
    versions: [
      {
        title: '基础地理信息标准化工作座谈会召开',
        paragraphs: [
          '基础地理信息标准化工作座谈会在京召开，来自二十余家单位的专家参加会议。',
          '会议讨论了要素分类与代码、数据质量检查等五项标准的修订稿，形成一致意见。',
        ],
      },
    ],
  },
];

const FLASH = [
  { place: '恩施', event: '山体滑坡' },
  { place: '宜昌', event: '特大暴雨' },
  { place: '黄冈', event: '堤防险情' },
  { place: '十堰', event: '4.8级地震' },
  { place: '咸宁', event: '森林火灾' },
  { place: '神农架', event: '泥石流' },
] as const;

function flashText(place: string, event: string, index: number): ArticleText {
  return {
    title: `${place}${event}：应急测绘保障启动`,
    paragraphs: [
      `${place}发生${event}后，我中心立即启动应急测绘保障预案，${5 + index}分钟内完成值班力量集结，调取灾区存档影像与地形数据。`,
      `首批灾区专题图${3 + index}幅已送达前方指挥部，无人机分队正赶赴现场获取最新影像，后续成果将滚动提供。`,
    ],
  };
}

/** Of the outbox, the item that reviewers turn down: advertising is nothing for a government portal. */
export const COMMERCIAL_TITLE = '展销会';

function two(number: number): string {
  return String(number).padStart(2, '0');
}
