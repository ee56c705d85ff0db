import { DELIVERY_EXAMPLES } from '../../../src/http/delivery-examples.js';
import type { Exchange } from './exchanges.js';
import { ALERT, DELIVERY } from './samples.js';

/** Calls around deliveries: what was refused, what is the matter, how portals stand. */
export const DELIVERY_EXCHANGES: readonly Exchange[] = [
  {
    operation: 'listDeadLetters',
    role: 'liaison',
    method: 'get',
    path: 'dead-letters?portal=bureau&lane=urgent&organization=geodesy&reason=portal-refused&limit=5',
    status: 200,
    call: [
      'deadLetters.list',
      { portalId: 'bureau', lane: 'urgent', organizationId: 'geodesy', reason: 'portal-refused' },
      { limit: 5 },
    ],
  },
  {
    operation: 'replayDeadLetters',
    role: 'liaison',
    method: 'post',
    path: 'dead-letters/replay',
    send: DELIVERY_EXAMPLES.bulkReplay,
    status: 200,
    call: ['deadLetters.replayMany', DELIVERY_EXAMPLES.bulkReplay],
  },
  {
    operation: 'replayDeadLetter',
    role: 'system-administrator',
    method: 'post',
    path: `dead-letters/${DELIVERY.id}/replay`,
    send: DELIVERY_EXAMPLES.replay,
    status: 200,
    call: ['deadLetters.replay', DELIVERY.id, DELIVERY_EXAMPLES.replay],
  },
  {
    operation: 'listAlerts',
    role: 'duty-officer',
    method: 'get',
    path: 'alerts?open=true&kind=circuit-open',
    status: 200,
    call: ['alerts.list', { open: true, kind: 'circuit-open' }, { limit: 50 }],
  },
  {
    operation: 'acknowledgeAlert',
    role: 'duty-officer',
    method: 'post',
    path: `alerts/${ALERT.id}/acknowledgement`,
    send: DELIVERY_EXAMPLES.acknowledgement,
    status: 200,
    call: ['alerts.acknowledge', ALERT.id, DELIVERY_EXAMPLES.acknowledgement.comment],
  },
  {
    operation: 'getCensus',
    role: 'reviewer',
    method: 'get',
    path: 'portals/bureau/census',
    status: 200,
    call: ['standing.census', 'bureau'],
  },
  {
    operation: 'getCircuit',
    role: 'reviewer',
    method: 'get',
    path: 'portals/bureau/circuit',
    status: 200,
    call: ['standing.circuit', 'bureau'],
  },
];
