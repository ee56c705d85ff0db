import type { NewSource } from '../../../schemas/source.js';
import type { Story } from '../story.js';
import type { GatewayClient } from './gateway-client.js';
import type { SiteDesk } from './site-desk.js';

/** A site that its editor connects without knowing what system is behind it. */
export interface UnknownSite {
  who: string;
  sourceId: string;
  organizationId: string;
  desk: SiteDesk;
  /** The page that the editor knows, below the site. */
  path: string;
  pollSeconds: number;
}

/** The editor asks the gateway what the address is, and registers what the check recommends. */
export async function connectByCheck(
  { gateway, story }: { gateway: GatewayClient; story: Story },
  site: UnknownSite,
): Promise<boolean> {
  const { who, sourceId, organizationId, desk, path } = site;
  // A site that does not answer yet would be reported as one that cannot be connected.
  if ((await desk.look()) === undefined) return false;
  if ((await gateway.findSource(who, sourceId)) !== undefined) return false;
  const { recommended, findings } = await gateway.checkAddress(who, `${desk.url}${path}`);
  if (recommended === undefined) return false;
  const source: NewSource = {
    ...recommended,
    id: sourceId,
    organizationId,
    intervalSeconds: site.pollSeconds,
  };
  if (!(await gateway.ensure(who, 'sources', source))) return false;
  story.tell(
    `接入检查识别出「${source.name}」为 ${source.adapter}，建议整改 ${findings.length} 项，按推荐设置登记`,
    `the check recognises ${source.adapter}, with ${findings.length} findings; registered as recommended`,
  );
  return true;
}
