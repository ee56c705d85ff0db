import type { GatewayClient } from '../people/gateway-client.js';
import type { PortalDesk } from '../people/portal-desk.js';
import type { SiteDesk } from '../people/site-desk.js';
import type { Person } from '../people/work-shift.js';
import type { Story } from '../story.js';
import { letPass } from './let-pass.js';
import { stepIn } from './step-in.js';
import { sufferOutage } from './suffer-outage.js';
import { tellAdoption } from './tell-adoption.js';

export interface ScenesSettings {
  gateway: GatewayClient;
  story: Story;
  outbox: SiteDesk;
  central: PortalDesk;
  portalDelayMs: number;
}

/** Who plays what the everyday work of the others does not show. */
export function playScenes({ gateway, story, outbox, central, portalDelayMs }: ScenesSettings): Person[] {
  return [
    { name: 'ngcc-editor', work: () => pushScenes(outbox, story) },
    letPass(gateway, story),
    stepIn(gateway, story),
    tellAdoption(gateway, story),
    sufferOutage({ gateway, story, outbox, portal: central, portalDelayMs }),
  ];
}

/** One item a scene, once the routine ones are taken. */
async function pushScenes(outbox: SiteDesk, story: Story): Promise<boolean> {
  const articles = (await outbox.look()) ?? [];
  const routine = articles.filter(({ list }) => list === 'outbox');
  const scenes = articles.filter(({ list, version }) => list === 'scene' && version === 0);
  if (scenes.length === 0 || routine.some(({ pushed }) => pushed === 0)) return false;
  for (const { id } of scenes) await outbox.show(id, 1);
  story.tell(
    `单位另报 ${scenes.length} 篇：一篇须两司会签，一篇会被检查挡住，一篇限时办理`,
    `${scenes.length} more are pushed: to be co-signed, blocked by a check, with a short deadline`,
  );
  return true;
}
