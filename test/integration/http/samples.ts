import type { AuditEntry } from '../../../schemas/audit.js';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Cluster, SourceRanking } from '../../../schemas/cluster.js';
import type { Alert } from '../../../schemas/alert.js';
import type { Census } from '../../../schemas/census.js';
import type { Circuit } from '../../../schemas/circuit.js';
import type { DeadLetter } from '../../../schemas/dead-letter.js';
import type { ContentItem } from '../../../schemas/content-item.js';
import type { Delivery } from '../../../schemas/delivery.js';
import type { MaskingOffer } from '../../../schemas/masking.js';
import type { Organization } from '../../../schemas/organization.js';
import type { QueueEntry } from '../../../schemas/queue.js';
import type { Portal, PortalPreview } from '../../../schemas/portal.js';
import type { DryRunAnswer, Route, RoutingExplanation } from '../../../schemas/route.js';
import type { Rule } from '../../../schemas/rule.js';
import type { RevisionSummary } from '../../../schemas/revision.js';
import type { Source } from '../../../schemas/source.js';
import type { SourceCheck } from '../../../schemas/source-check.js';
import type { StoredFile } from '../../../src/http/api-dependencies.js';

export const AT = '2026-11-23T09:05:00.000+08:00';

export const ORGANIZATION: Organization = {
  id: 'geodesy',
  name: '大地测量中心',
  kind: 'unit',
  responsible: { name: '李明' },
  liaison: { name: '王芳' },
  createdAt: AT,
};

export const ITEM: ContentItem = {
  id: 'BS-20261123-000001',
  organizationId: 'geodesy',
  channel: 'push',
  content: {
    schemaVersion: 1,
    kind: 'news',
    title: '会议召开',
    bodyHtml: '<p>正文</p>',
    bodyText: '正文',
    keywords: [],
    language: 'zh-CN',
    images: [],
    attachments: [],
  },
  revision: 1,
  version: 3,
  checkedRevision: 1,
  lane: 'routine',
  laneReason: 'default',
  state: 'in-review',
  findings: [],
  deliveries: [],
  fingerprints: { revision: 'f'.repeat(64), content: 'c'.repeat(64) },
  receivedAt: AT,
  updatedAt: AT,
  history: [],
};

export const QUEUE_ENTRY: QueueEntry = {
  ...{ id: ITEM.id, title: '会议召开', kind: 'news', lane: 'flash', organization: 'geodesy' },
  ...{
    state: 'in-review',
    version: 3,
    revision: 1,
    stage: 'duty',
    role: 'duty-officer',
    secondReview: false,
  },
  ...{ waitingSince: AT, dueAt: AT, overdue: true, escalated: false, returnedBefore: false },
  findings: { block: 0, warn: 1, info: 2 },
};

export const MASKING: MaskingOffer = {
  itemId: ITEM.id,
  version: 3,
  findings: [{ finding: 0, rule: 'personal-data.mobile-number', field: 'bodyText', excerpt: '138****1234' }],
  attachments: [],
  fields: [],
  bodyHtml: '<p>正文</p>',
};

export const REVISION: RevisionSummary = {
  revision: 2,
  at: AT,
  action: 'revised',
  by: 'system',
  changed: ['title'],
};

const BYTES = Buffer.from('0123456789');

export const FILE: StoredFile = {
  sha256: createHash('sha256').update(BYTES).digest('hex'),
  size: BYTES.length,
  mediaType: 'image/png',
  name: '示意图.png',
  open: (range) =>
    Promise.resolve(Readable.from([range ? BYTES.subarray(range.start, range.end + 1) : BYTES])),
};

export const ALERT: Alert = {
  id: '20261123090500000.circuit-open.portalId=bureau',
  ...{ kind: 'circuit-open', subject: { portalId: 'bureau' }, open: true, since: AT, lastSeenAt: AT },
  text: { zh: '门户已暂停报送', en: 'deliveries have stopped' },
  action: { zh: '请联系门户', en: 'ask the portal' },
};

export const CIRCUIT: Circuit = { portalId: 'bureau', state: 'closed', since: AT, openings: 0 };

export const CENSUS: Census = {
  ...{ portalId: 'bureau', at: AT, shouldBeLive: 3, isLive: 2, waiting: 1 },
  ...{ refused: 0, declined: 0, lingering: 0, differences: [] },
};

export const DEAD_LETTER: DeadLetter = {
  ...{ id: `${ITEM.id}.bureau`, itemId: ITEM.id, portalId: 'bureau', organizationId: 'geodesy' },
  ...{ lane: 'urgent', operation: 'publish', revision: 1, at: AT, failures: 1 },
  ...{ reason: 'portal-refused', message: 'the portal answered HTTP 422' },
};

export const DELIVERY: Delivery = {
  id: `${ITEM.id}.bureau`,
  itemId: ITEM.id,
  portalId: 'bureau',
  organizationId: 'geodesy',
  lane: 'routine',
  desired: { revision: 1, operation: 'publish', at: AT },
  status: 'pending',
  due: true,
  nextAttemptAt: AT,
  failures: 0,
  attempts: [],
  receipts: [],
};

export const SOURCE: Source = {
  id: 'geodesy-news',
  name: '工作动态',
  organizationId: 'geodesy',
  adapter: 'feed',
  options: { url: 'https://unit.example.gov.cn/rss.xml' },
  lane: 'routine',
  kind: 'news',
  intervalSeconds: 600,
  state: 'active',
  nextPollAt: AT,
  createdAt: AT,
  consecutiveFailures: 0,
  collections: 0,
  unchanged: 0,
  items: 0,
  duplicates: 0,
  revisions: 0,
  skipped: 0,
};

export const RULE: Rule = {
  ...{ id: 'names', kind: 'words', version: 2, changedAt: AT, changedBy: 'security', comment: '增补' },
};

export const SOURCE_CHECK: SourceCheck = {
  url: 'https://unit.example.gov.cn/tzgg/',
  finalUrl: 'https://unit.example.gov.cn/tzgg/',
  checkedAt: AT,
  verdict: 'usable',
  recognised: [{ adapter: 'site', confidence: 0.5, evidence: [{ zh: '列表页', en: 'a list page' }] }],
  items: [ITEM.content],
  findings: [{ code: 'source-missing', level: 'warning', zh: '没有来源', en: 'no source' }],
  requests: 7,
};
export const CLUSTER: Cluster = {
  id: 'C20261123-0PZ3K1-7Q2M9XCD',
  size: 2,
  leader: ITEM.id,
  firstReporter: ITEM.id,
  members: [
    {
      ...{
        itemId: ITEM.id,
        organizationId: 'geodesy',
        title: '会议召开',
        state: 'in-review',
        receivedAt: AT,
      },
      ...{ similarity: 1, sameFigures: true },
    },
  ],
};

export const RANKING: SourceRanking = { organizations: ['geodesy'], kinds: ['bureau', 'unit'], version: 1 };

export const PORTAL: Portal = {
  id: 'bureau',
  name: '局政府网站',
  adapter: 'http-json',
  options: {},
  secretNames: ['token'],
  routes: [],
  concurrency: 4,
  ...{ state: 'active', version: 1 },
  createdAt: AT,
};

export const PREVIEW: PortalPreview = {
  steps: [{ transport: 'http', method: 'PUT', target: 'https://portal.example.gov.cn/api', body: '{}' }],
};

export const ROUTE: Route = {
  ...{ id: 'results', name: '成果通知', order: 100, enabled: true, match: { kinds: ['notice'] } },
  ...{ effect: 'send', targets: [{ portalId: 'bureau' }], next: 'continue' },
  ...{ version: 2, changedAt: AT, changedBy: 'liaison', comment: '增补' },
};

export const EXPLANATION: RoutingExplanation = {
  ...{ itemId: ITEM.id, at: AT, deliveries: [] },
  targets: [{ portalId: 'bureau', ruleId: 'results', ruleVersion: 2 }],
  rules: [
    {
      ...{ ruleId: 'results', name: '成果通知', outcome: 'matched', conditions: [], decided: ['bureau'] },
      ...{ zh: '符合', en: 'matches' },
    },
  ],
};

export const DRY_RUN: DryRunAnswer = { comparedWith: 'rules', tried: 0, portals: [], items: [] };

export const AUDIT_ENTRY: AuditEntry = {
  ...{ number: 7, at: AT, sealedAt: AT, action: 'approved', itemId: ITEM.id, position: 4, revision: 1 },
  ...{ organizationId: 'geodesy', who: { account: 'secrecy', organizationId: 'bureau' }, from: '10.0.0.7' },
  ...{ before: { state: 'in-review', revision: 1 }, after: { state: 'approved', revision: 1 } },
  ...{ previousHash: '1'.repeat(64), hash: '2'.repeat(64) },
};
