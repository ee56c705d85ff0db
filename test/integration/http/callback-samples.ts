import type { Callback } from '../../../schemas/callback.js';
import type { FeedDocument } from '../../../src/delivery/feeds/feed-document.js';

const AT = '2026-11-23T09:05:00.000+08:00';

export const CALLBACK: Callback = {
  ...{ organizationId: 'geodesy', url: 'https://cms.example.gov.cn/hooks', events: ['item.returned'] },
  ...{ state: 'active', secrets: [{ id: 's1', createdAt: AT }], pending: false, sent: 3, failures: 0 },
  ...{ version: 1, createdAt: AT, changedAt: AT, changedBy: 'wang-fang' },
};

export const UNIT_FEED: FeedDocument = {
  ...{ id: 'urn:baosong:events:geodesy', title: '大地测量中心 稿件动态', homeUrl: 'http://gateway.test' },
  ...{ baseUrl: 'http://gateway.test/api/v1/organizations/geodesy/events', updated: AT, nextCursor: 'MWFi' },
  entries: [
    {
      ...{
        id: 'urn:baosong:event:BS-1.2',
        title: '已退回修改：成果汇交',
        url: 'http://gateway.test/api/v1/items/BS-1',
      },
      ...{
        html: '<p>原因：表述不当</p>',
        published: AT,
        updated: AT,
        categories: ['item.returned'],
        files: [],
      },
      data: { event: { type: 'item.returned', timestamp: AT } },
    },
  ],
};
