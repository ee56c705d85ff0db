import type { Static } from 'typebox';
import { oneOf } from './shape.js';

/** The content kinds that the founding policy names as columns; the Chinese name is what pages and people say. */
export const ITEM_KIND_NAMES = {
  'organization-profile': '机构概况',
  'leader-profile': '领导简介',
  regulation: '政策法规',
  plan: '规划计划',
  'major-initiative': '重大部署',
  meeting: '会议活动',
  personnel: '人事任免',
  interpretation: '政策解读',
  'special-topic': '专题专栏',
  'service-guide': '办事指南',
  interview: '在线访谈',
  faq: '热点解答',
  letter: '信箱来信与答复',
  message: '公众留言与答复',
  survey: '网上调查',
  'live-preview': '直播预告',
  notice: '通知公告',
  news: '工作动态',
  media: '图片视频',
} as const;

export const ITEM_KINDS = Object.keys(ITEM_KIND_NAMES) as (keyof typeof ITEM_KIND_NAMES)[];

export const ItemKind = oneOf(ITEM_KINDS, '内容类型 kind of content, one per column that the policy names');
export type ItemKind = Static<typeof ItemKind>;
