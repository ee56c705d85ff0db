import type { Alert } from '../../../schemas/alert.js';
import type { ContentItem } from '../../../schemas/content-item.js';
import type { GatewayClient } from '../people/gateway-client.js';
import type { PortalDesk } from '../people/portal-desk.js';
import type { SiteDesk } from '../people/site-desk.js';
import type { Person } from '../people/work-shift.js';
import type { Story } from '../story.js';
import { createTellOnce } from './tell-once.js';
import { findOutage, isOutageItem } from './outage-alert.js';

export interface OutageSettings {
  gateway: GatewayClient;
  story: Story;
  /** Outbox of the unit whose items meet the outage. */
  outbox: SiteDesk;
  portal: PortalDesk;
  /** Milliseconds of each request of the portal when it is well. */
  portalDelayMs: number;
}

const WHO = 'liaison-1';
/** The alert stays for people to see. */
const LEAST_MS = 1500;
const FLASH_ITEMS = 6;

/**
 * 门户故障: once the flash items are out, the central portal answers 503 until deliveries to it have stopped and the alert
 * is there; then it is well again, and everything must arrive, once. What comes next is told by what is there, so that it
 * goes on after any restart.
 */
export function sufferOutage(settings: OutageSettings): Person {
  const { gateway, outbox } = settings;
  const tell = createTellOnce(settings.story);
  return {
    name: 'central-portal',
    work: async () => {
      const articles = (await outbox.look())?.filter(({ list }) => list === 'outage') ?? [];
      if (articles.length === 0) return false;
      if (articles.some(({ version }) => version === 0)) {
        if (!(await isFlashOut(gateway))) return false;
        for (const { id } of articles) await outbox.show(id, 1);
        return true;
      }
      if (articles.some(({ pushed }) => pushed === 0)) return false;
      const items = (await gateway.listItems(WHO, { organization: 'ngcc' })).filter(isOutageItem);
      const alert = findOutage(await gateway.listAlerts(WHO, 'circuit-open'), items);
      if (alert === undefined) return fail(settings, tell, items.length);
      return alert.open ? heal(settings, tell, alert) : tellHealed(tell, items);
    },
  };
}

async function isFlashOut(gateway: GatewayClient): Promise<boolean> {
  const flash = await gateway.listItems(WHO, { lane: 'flash' });
  const open = (await gateway.listAlerts(WHO, 'circuit-open')).some((alert) => alert.open);
  return !open && flash.length === FLASH_ITEMS && flash.every(({ state }) => state === 'delivered');
}

type Tell = ReturnType<typeof createTellOnce>;

async function fail({ portal, portalDelayMs }: OutageSettings, tell: Tell, items: number): Promise<boolean> {
  const mode = await portal.mode();
  if (mode === undefined || mode === 'fail') return false;
  if (!(await portal.control({ mode: 'fail', status: 503, delayMs: portalDelayMs }))) return false;
  tell(
    `【门户故障】中央门户开始一律答复 503，此时又有 ${items} 篇稿件要送`,
    `outage: the central portal answers 503 to everything, with ${items} more items on their way`,
  );
  return true;
}

async function heal(
  { portal, portalDelayMs }: OutageSettings,
  tell: Tell,
  { text, since }: Alert,
): Promise<boolean> {
  tell('【门户故障】熔断：不再空送，告警发出', 'its circuit opens, an alert tells people', [text.zh]);
  if (Date.now() - Date.parse(since) < LEAST_MS || (await portal.mode()) !== 'fail') return false;
  if (!(await portal.control({ mode: 'ok', delayMs: portalDelayMs }))) return false;
  tell('【门户故障】中央门户修复', 'the portal is mended');
  return true;
}

function tellHealed(tell: Tell, items: readonly ContentItem[]): boolean {
  tell(
    '【门户故障】试探一件成功，熔断解除，告警自行关闭',
    'one probe is taken: the circuit and its alert close',
  );
  if (items.every(({ state }) => state === 'delivered'))
    tell(
      `【门户故障】故障期间的 ${items.length} 篇全部送达，每篇恰好一次`,
      `all ${items.length} items of the outage have arrived, each once`,
    );
  return false;
}
