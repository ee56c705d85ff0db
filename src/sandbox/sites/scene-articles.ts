import type { ArticleText, SampleArticle } from './sample-article.js';

const MINUTE = 60_000;

/** Columns by which the policies of the scenes know their items. */
export const CO_SIGNED_COLUMN = '联合发文';
export const PRESSING_COLUMN = '限时办理';

/** What the CMS of the unit pushes for one scene each: co-signed, let pass, escalated; and what meets the outage. */
export function sceneArticles(startedAt: Date): SampleArticle[] {
  return [...SCENES, ...OUTAGE].map(({ text, ...scene }, index): SampleArticle => ({
    ...{ site: 'ngcc', kind: 'news', initial: 0, ...scene },
    publishedAt: new Date(startedAt.getTime() - (index + 1) * MINUTE),
    versions: [text],
  }));
}

type Scene = Pick<SampleArticle, 'id' | 'list' | 'column' | 'lane'> & { text: ArticleText };

const SCENES: readonly Scene[] = [
  {
    ...{ id: 'ngcc-s01', list: 'scene', column: CO_SIGNED_COLUMN },
    text: {
      title: '两部门联合部署地理信息数据共享工作',
      paragraphs: [
        '政策法规、规划财务两部门日前联合部署地理信息数据共享工作，明确共享目录、更新周期和经费渠道。',
        '各单位应当于季度末前完成目录编制，数据汇交情况纳入年度考核，具体要求另行通知。',
      ],
    },
  },
  {
    ...{ id: 'ngcc-s02', list: 'scene' },
    text: {
      title: '“测绘记忆”档案展开幕',
      paragraphs: [
        '“测绘记忆”档案展日前开幕，展出建局以来的图件、仪器和手稿二百余件，其中一册1958年外业手簿封面仍可见当年加盖的（机密）字样。',
        '该手簿已于1998年解密，此次为首次公开展出。展览免费开放，为期一个月。',
      ],
    },
  },
  {
    ...{ id: 'ngcc-s03', list: 'scene', column: PRESSING_COLUMN, lane: 'urgent' },
    text: {
      title: '汛期应急测绘值守安排公布',
      paragraphs: [
        '入汛后，我中心实行全天值守，无人机、应急监测车和制图人员三十分钟内可以出发。',
        '各流域应急底图已更新至最新版本，需要调用的单位可随时联系值班室。',
      ],
    },
  },
];

const OUTAGE: readonly Scene[] = [
  ...(
    [
      [
        '城市三维模型数据汇交工作启动',
        '城市三维模型数据汇交工作启动，首批纳入三十个城市，统一采用同一数据规格。',
      ],
      [
        '重力基准复测完成年度外业',
        '重力基准复测完成年度外业，共观测绝对重力点四十八座，成果将用于精化大地水准面。',
      ],
      ['海岛礁测绘成果通过验收', '海岛礁测绘成果通过专家验收，填补了部分海域大比例尺地形资料的空白。'],
      [
        '测绘法宣传日活动在多地举行',
        '测绘法宣传日活动在多地举行，以识图用图、版图意识教育为主题，吸引市民踊跃参加。',
      ],
    ] as const
  ).map(([title, paragraph], index): Scene => ({
    ...{ id: `ngcc-x0${index + 1}`, list: 'outage' },
    text: {
      title,
      paragraphs: [paragraph, `本次工作的组织实施和质量控制由我中心负责，编号第${index + 1}期简报。`],
    },
  })),
];
