import { EXAMPLES } from '../../../src/http/examples.js';
import type { Exchange } from './exchanges.js';

/** Calls about where organizations hear of their items. */
export const CALLBACK_EXCHANGES: readonly Exchange[] = [
  {
    operation: 'getCallback',
    role: 'unit-editor',
    method: 'get',
    path: 'organizations/geodesy/callback',
    status: 200,
    call: ['callbacks.find', 'geodesy'],
  },
  {
    operation: 'saveCallback',
    role: 'unit-editor',
    method: 'put',
    path: 'organizations/geodesy/callback',
    send: EXAMPLES.callback,
    status: 201,
    call: ['callbacks.save', 'geodesy', EXAMPLES.callback],
  },
  {
    operation: 'rotateCallbackSecret',
    role: 'province-editor',
    method: 'post',
    path: 'organizations/geodesy/callback/secrets',
    send: EXAMPLES.secretRotation,
    status: 201,
    call: ['callbacks.rotateSecret', 'geodesy', EXAMPLES.secretRotation],
  },
  {
    operation: 'testCallback',
    role: 'system-administrator',
    method: 'post',
    path: 'organizations/geodesy/callback/test',
    status: 200,
    call: ['callbacks.test', 'geodesy'],
  },
  {
    operation: 'removeCallback',
    role: 'liaison',
    method: 'delete',
    path: 'organizations/geodesy/callback',
    status: 204,
    call: ['callbacks.remove', 'geodesy'],
  },
];
