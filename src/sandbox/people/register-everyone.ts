import type { NewAccount, Role } from '../../../schemas/account.js';
import type { NewOrganization } from '../../../schemas/organization.js';
import type { NewPortal } from '../../../schemas/portal.js';
import type { DemoState } from '../demo-state.js';
import { toReviewRules } from '../scenes/review-rules.js';
import type { GatewayClient } from './gateway-client.js';

const ORGANIZATIONS: readonly NewOrganization[] = [
  organization('hubei', '湖北省测绘局（示例）', 'province'),
  organization('geodesy', '大地测量数据处理中心（示例）', 'unit'),
  organization('sichuan', '四川测绘地理信息局（示例）', 'province'),
  organization('quality', '测绘产品质量检验测试中心（示例）', 'unit'),
  organization('ngcc', '国家基础地理信息中心（示例）', 'unit'),
  organization('law', '政策法规司（示例）', 'department'),
  organization('planning', '规划财务司（示例）', 'department'),
  organization('portals', '门户网站（示例）', 'portal'),
];

/** Everybody in the story beside the three administrators, each with one role and a key of their own. */
export const PEOPLE: readonly { id: string; name: string; organizationId: string; role: Role }[] = [
  { id: 'reviewer-1', name: '初审员赵', organizationId: 'bureau', role: 'reviewer' },
  { id: 'reviewer-2', name: '初审员钱', organizationId: 'bureau', role: 'reviewer' },
  { id: 'reviewer-3', name: '复审员陆', organizationId: 'bureau', role: 'reviewer' },
  { id: 'reviewer-4', name: '复审员沈', organizationId: 'bureau', role: 'reviewer' },
  { id: 'chief-1', name: '终审员韩', organizationId: 'bureau', role: 'liaison' },
  { id: 'secrecy-1', name: '保密审查员孙', organizationId: 'bureau', role: 'secrecy-reviewer' },
  { id: 'duty-1', name: '值班员李', organizationId: 'bureau', role: 'duty-officer' },
  { id: 'duty-2', name: '值班员林', organizationId: 'bureau', role: 'duty-officer' },
  { id: 'law-1', name: '政策法规司何', organizationId: 'law', role: 'reviewer' },
  { id: 'planning-1', name: '规划财务司吕', organizationId: 'planning', role: 'reviewer' },
  { id: 'liaison-1', name: '联络人周', organizationId: 'bureau', role: 'liaison' },
  { id: 'hubei-editor', name: '湖北省局编辑吴', organizationId: 'hubei', role: 'province-editor' },
  { id: 'geodesy-editor', name: '大地中心编辑郑', organizationId: 'geodesy', role: 'unit-editor' },
  { id: 'sichuan-editor', name: '四川省局编辑冯', organizationId: 'sichuan', role: 'province-editor' },
  { id: 'quality-editor', name: '质检中心编辑陈', organizationId: 'quality', role: 'unit-editor' },
  { id: 'ngcc-cms', name: '基础中心内容系统', organizationId: 'ngcc', role: 'unit-editor' },
  { id: 'ngcc-editor', name: '基础中心编辑王', organizationId: 'ngcc', role: 'unit-editor' },
  { id: 'portal-system', name: '门户回执接口', organizationId: 'portals', role: 'portal' },
];

function organization(id: string, name: string, kind: NewOrganization['kind']): NewOrganization {
  return { id, name, kind, responsible: { name: '张负责' }, liaison: { name: '李联络' } };
}

export function nameOf(account: string): string {
  return PEOPLE.find(({ id }) => id === account)?.name ?? account;
}

/**
 * The administrators at work: organizations and accounts (system), keys (security), rules of the review and portals (system). Answers the keys.
 */
export async function registerEveryone(
  gateway: GatewayClient,
  state: DemoState,
): Promise<Record<string, string>> {
  for (const each of ORGANIZATIONS) await gateway.ensure('system-admin', 'organizations', each);
  const keys: Record<string, string> = {};
  for (const { id, name, organizationId, role } of PEOPLE) {
    const account: NewAccount = { id, name, organizationId, roles: [role] };
    await gateway.ensure('system-admin', 'accounts', account);
    keys[id] = await gateway.issueKey('security-admin', id);
  }
  for (const [path, change] of toReviewRules(new Date(state.startedAt)))
    await gateway.ensureVersion('system-admin', path, change);
  for (const portal of toPortals(state)) await gateway.ensure('system-admin', 'portals', portal);
  return keys;
}

/** Two exchanges at a time and lane, so that a newcomer sees a backlog and the flash lane pass it. */
function toPortals({ ports, secrets }: DemoState): NewPortal[] {
  return [
    {
      ...{ id: 'bureau', name: '局门户网站（演示）', adapter: 'bureau', concurrency: 2, routes: [{}] },
      options: { baseUrl: `http://127.0.0.1:${ports.bureau}`, columns: { news: '要闻', notice: '通知公告' } },
      secrets: { token: secrets.bureauToken, callbackKey: secrets.bureauCallback },
    },
    {
      ...{ id: 'central', name: '中央政府门户网站（演示）', adapter: 'central', concurrency: 2 },
      options: { baseUrl: `http://127.0.0.1:${ports.central}`, sender: 'bm07000001' },
      routes: [{ kinds: ['news', 'notice', 'regulation'] }],
      secrets: { signingKey: secrets.centralSigning, callbackKey: secrets.centralCallback },
      // Quick to open and quick to try again, so that a newcomer need not wait for either.
      circuit: { failuresInRow: 4, probeSeconds: 2 },
    },
  ];
}
