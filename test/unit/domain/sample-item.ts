import type { Account, Role } from '../../../schemas/account.js';
import type { ContentItem } from '../../../schemas/content-item.js';
import type { ItemContent } from '../../../schemas/item-content.js';

export const NOW = new Date('2026-11-23T09:05:00+08:00');

export function sampleContent(fields: Partial<ItemContent> = {}): ItemContent {
  return {
    ...{ schemaVersion: 1, kind: 'news', title: '基础测绘成果汇交', language: 'zh-CN' },
    ...{ bodyHtml: '<p>正文</p>', bodyText: '正文', contentSource: '测绘局', responsiblePerson: '张三' },
    publishedAt: '2026-11-20T09:00:00.000+08:00',
    ...{ keywords: [], images: [], attachments: [] },
    ...fields,
  };
}

export function sampleItem(fields: Partial<ContentItem> = {}): ContentItem {
  return {
    ...{ id: '20261123-000000-00000000', organizationId: 'hubei', channel: 'push', revision: 1, version: 1 },
    ...{ content: sampleContent(), checkedRevision: 0, lane: 'routine', laneReason: '来源设定' },
    ...{ state: 'collected', findings: [], deliveries: [], history: [], submittedBy: 'editor' },
    fingerprints: { revision: 'r', content: 'c' },
    receivedAt: '2026-11-23T09:05:00.000+08:00',
    updatedAt: '2026-11-23T09:05:00.000+08:00',
    ...fields,
  };
}

export function sampleAccount(id: string, roles: Role[], organizationId = 'bureau'): Account {
  return { id, name: id, organizationId, roles, createdAt: '2026-01-01T00:00:00.000+08:00', apiKeys: [] };
}
