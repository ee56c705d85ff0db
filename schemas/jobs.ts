import { Type, type Static } from 'typebox';
import { Lane } from './lane.js';
import { identifier, oneOf, shape, text } from './shape.js';
import { validator } from './validator.js';

/** Job payloads carry ids only: what is due is found in the documents. */
export const CollectJob = shape({ sourceId: identifier('source whose poll is due') }, 'collect job');
export type CollectJob = Static<typeof CollectJob>;
export const collectJob = validator(CollectJob);

export const SubscribeJob = shape(
  { sourceId: identifier('source whose subscription at a hub is due') },
  'subscribe job',
);
export type SubscribeJob = Static<typeof SubscribeJob>;
export const subscribeJob = validator(SubscribeJob);

export const CheckJob = shape(
  {
    itemIds: Type.Array(text('item', 64), {
      minItems: 1,
      maxItems: 200,
      description: 'items whose checked revision lags',
    }),
  },
  'check job',
);
export type CheckJob = Static<typeof CheckJob>;
export const checkJob = validator(CheckJob);

export const RecheckJob = shape({ itemId: text('item to be judged again', 64) }, 'recheck job');
export type RecheckJob = Static<typeof RecheckJob>;
export const recheckJob = validator(RecheckJob);

export const SweepJob = shape(
  {},
  'sweep job: items in review that older versions of the rules have judged are marked',
);
export type SweepJob = Static<typeof SweepJob>;
export const sweepJob = validator(SweepJob);

export const SealJob = shape({}, 'seal job: what was done is copied into the audit log');
export type SealJob = Static<typeof SealJob>;
export const sealJob = validator(SealJob);

export const RemindJob = shape(
  { itemId: text('item about which the review clock has something to say', 64) },
  'remind job',
);
export type RemindJob = Static<typeof RemindJob>;
export const remindJob = validator(RemindJob);

export const LinksJob = shape({ itemId: text('item whose links are to be looked at', 64) }, 'links job');
export type LinksJob = Static<typeof LinksJob>;
export const linksJob = validator(LinksJob);

export const RouteJob = shape({ itemId: text('item whose publication is not routed yet', 64) }, 'route job');
export type RouteJob = Static<typeof RouteJob>;
export const routeJob = validator(RouteJob);

export const MediaJob = shape({ itemId: text('item whose images and attachments are due', 64) }, 'media job');
export type MediaJob = Static<typeof MediaJob>;
export const mediaJob = validator(MediaJob);

export const DeliverJob = shape(
  { deliveryId: text('delivery whose applied differs from desired', 300) },
  'deliver job',
);
export type DeliverJob = Static<typeof DeliverJob>;
export const deliverJob = validator(DeliverJob);

export const VerdictJob = shape(
  { portalId: identifier('portal whose verdicts are to be looked for') },
  'verdict job',
);
export type VerdictJob = Static<typeof VerdictJob>;
export const verdictJob = validator(VerdictJob);

export const WatchJob = shape(
  { task: oneOf(['alerts', 'census'], 'what is to be looked at') },
  'watch job: alerts, or the census of the portals',
);
export type WatchJob = Static<typeof WatchJob>;
export const watchJob = validator(WatchJob);

export const AnnounceJob = shape({ feed: identifier('portal whose feed changed') }, 'announce job');
export type AnnounceJob = Static<typeof AnnounceJob>;
export const announceJob = validator(AnnounceJob);

export const NotifyJob = shape(
  { organizationId: identifier('organization that has not heard of everything yet') },
  'notify job',
);
export type NotifyJob = Static<typeof NotifyJob>;
export const notifyJob = validator(NotifyJob);

export const ClusterJob = shape({ lane: Lane }, 'cluster job: the items of a lane whose cluster is due');
export type ClusterJob = Static<typeof ClusterJob>;
export const clusterJob = validator(ClusterJob);
