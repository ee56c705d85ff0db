import { DeliveryPage } from '../../../schemas/answers.js';
import { Delivery } from '../../../schemas/delivery.js';
import { DeliveryQuery, NoQuery } from '../../../schemas/queries.js';
import { found, ok, pageRequest } from '../answers.js';
import { noBody, operation, type Operation } from '../operation.js';

const WHAT = { zh: '报送', en: 'delivery' };

export const deliveryOperations: readonly Operation[] = [
  operation({
    id: 'listDeliveries',
    method: 'get',
    path: '/deliveries',
    tag: 'deliveries',
    summary: { zh: '报送列表', en: 'List deliveries' },
    query: DeliveryQuery,
    body: noBody,
    answers: { 200: { zh: '一页报送', en: 'One page of deliveries', schema: DeliveryPage } },
    run: async (deps, { query, caller }) => {
      const { item, portal, status } = query;
      const filter = {
        ...(item !== undefined && { itemId: item }),
        ...(portal !== undefined && { portalId: portal }),
        ...(status !== undefined && { status }),
      };
      return ok(await deps.deliveries.list(filter, pageRequest(query), caller));
    },
  }),
  operation({
    id: 'getDelivery',
    method: 'get',
    path: '/deliveries/{id}',
    tag: 'deliveries',
    summary: { zh: '报送详情', en: 'Read a delivery' },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '报送', en: 'The delivery', schema: Delivery } },
    run: async (deps, { param, caller }) =>
      ok(found(await deps.deliveries.find(param('id'), caller), WHAT, param('id'))),
  }),
];
