import { Type, type Static } from 'typebox';
import { ItemState } from './content-item.js';
import { OrganizationKind } from './organization.js';
import { count, identifier, instant, listOf, optional, shape, text } from './shape.js';

/** Members that an answer shows; the rest are found by `GET /api/v1/items?cluster=`. */
export const MOST_SHOWN_MEMBERS = 200;

/** One item of a cluster, as a reviewer needs it to compare. */
export const ClusterMember = shape(
  {
    itemId: text('受理编号 item', 64),
    organizationId: identifier('organization'),
    sourceId: optional(identifier('source; absent when pushed')),
    title: text('标题', 500),
    state: ItemState,
    publishedAt: optional(instant('发布日期')),
    receivedAt: instant('first received'),
    similarity: optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description:
          'estimated share of the text in common with the leader, or with the first reporter where nobody leads; absent while it is unknown',
      }),
    ),
    sameFigures: optional(
      Type.Boolean({
        description:
          'whether all numbers in the two texts agree: bulletins of one series are alike in everything but these',
      }),
    ),
  },
  '近似稿件 one of several items with nearly the same text',
);
export type ClusterMember = Static<typeof ClusterMember>;

/** GET /api/v1/clusters/{id}. A hint to the reviewer: nothing is merged because of it. */
export const Cluster = shape(
  {
    id: text('cluster; an id from before two clusters became one still leads here', 64),
    size: count('members of any organization'),
    leader: optional(
      text('item of the authoritative source by the ranking; absent when no member may lead', 64),
    ),
    firstReporter: text('item received first', 64),
    members: listOf(ClusterMember, 'members the caller may see, first received first', MOST_SHOWN_MEMBERS),
  },
  '近似稿件组 cluster of items with nearly the same text',
);
export type Cluster = Static<typeof Cluster>;

const order = {
  organizations: Type.Array(identifier('organization'), {
    maxItems: 1000,
    uniqueItems: true,
    description: '按此顺序优先的单位 organizations that lead before all others, in this order',
  }),
  kinds: Type.Array(OrganizationKind, {
    maxItems: 20,
    uniqueItems: true,
    description: '其余单位按类别排序 kinds of organization, by which all others stand',
  }),
};

/** PUT /api/v1/rules/source-ranking */
export const SourceRankingRequest = shape(order, '来源权威顺序 new ranking of sources');
export type SourceRankingRequest = Static<typeof SourceRankingRequest>;

/** 来源权威顺序: who leads when several organizations report the same. */
export const SourceRanking = shape(
  {
    ...order,
    version: count('grows with every change; 0 for the order built in'),
    updatedAt: optional(instant('last changed')),
    updatedBy: optional(text('account that changed it', 128)),
  },
  '来源权威顺序 ranking of sources',
);
export type SourceRanking = Static<typeof SourceRanking>;
