import type { Static } from 'typebox';
import { count, identifier, instant, listOf, optional, shape, text } from './shape.js';

/** 在线核对: what a portal should show against what it shows, by the deliveries and, where it can be asked, by asking. */
export const Census = shape(
  {
    portalId: identifier('portal'),
    at: instant('when it was taken'),
    shouldBeLive: count('应在线 items that the portal should show'),
    isLive: count('在线 items that it shows, by its receipts'),
    waiting: count('待送达 not there yet, or in an older revision; the delivery is due'),
    refused: count('被拒收 not there, or in an older revision, because the portal refused'),
    declined: count('未采用 taken and not used: the portal has decided so'),
    lingering: count('待撤 shown although withdrawn here'),
    asked: optional(count('抽查 items that the portal was asked about')),
    unknown: optional(count('门户不认 of them unknown to the portal')),
    differences: listOf(text('delivery', 300), 'deliveries in which the two differ, some of them', 100),
  },
  '在线核对 census of a portal',
);
export type Census = Static<typeof Census>;
