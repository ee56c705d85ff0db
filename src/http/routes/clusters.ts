import { Cluster } from '../../../schemas/cluster.js';
import { NoQuery } from '../../../schemas/queries.js';
import { found, ok } from '../answers.js';
import { noBody, operation, type Operation } from '../operation.js';

const WHAT = { zh: '近似稿件组', en: 'cluster' };

export const clusterOperations: readonly Operation[] = [
  operation({
    id: 'getCluster',
    method: 'get',
    path: '/clusters/{id}',
    tag: 'clusters',
    summary: { zh: '近似稿件组详情', en: 'Read a cluster' },
    description: {
      zh: '正文近似的条目，供审核参考，不会自动合并；主稿按来源权威顺序确定，首报单位为最先收到的一条。',
      en: 'Items with nearly the same text, as a hint to reviewers; nothing is merged. The ranking of sources says who leads.',
    },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '近似稿件组', en: 'The cluster', schema: Cluster } },
    run: async (deps, { param, caller }) =>
      ok(found(await deps.clusters.find(param('id'), caller), WHAT, param('id'))),
  }),
];
