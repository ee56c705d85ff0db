import { EXAMPLES } from '../../../src/http/examples.js';
import type { Exchange } from './exchanges.js';

/** Calls of the routing rules. */
export const ROUTING_EXCHANGES: readonly Exchange[] = [
  {
    operation: 'listRoutes',
    role: 'unit-editor',
    method: 'get',
    path: 'routes',
    status: 200,
    call: ['routes.list'],
  },
  {
    operation: 'getRoute',
    role: 'auditor',
    method: 'get',
    path: 'routes/results?version=2',
    status: 200,
    call: ['routes.find', 'results', 2],
  },
  {
    operation: 'changeRoute',
    role: 'liaison',
    method: 'put',
    path: 'routes/results',
    send: EXAMPLES.routeChange,
    status: 200,
    call: ['routes.change', 'results', EXAMPLES.routeChange],
  },
  {
    operation: 'removeRoute',
    role: 'liaison',
    method: 'delete',
    path: 'routes/results?version=2&comment=merged',
    status: 200,
    call: ['routes.remove', 'results', { version: 2, comment: 'merged' }],
  },
  {
    operation: 'dryRunRoutes',
    role: 'system-administrator',
    method: 'post',
    path: 'routes/dry-run',
    send: EXAMPLES.dryRun,
    status: 200,
    call: ['routes.dryRun', EXAMPLES.dryRun],
  },
];
