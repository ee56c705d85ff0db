import { AlertAcknowledgement, Alert, AlertQuery } from '../../../schemas/alert.js';
import { AlertPage } from '../../../schemas/answers.js';
import { NoQuery } from '../../../schemas/queries.js';
import { found, ok, pageRequest } from '../answers.js';
import { DELIVERY_EXAMPLES } from '../delivery-examples.js';
import { jsonBody, noBody, operation, type Operation } from '../operation.js';

const WHAT = { zh: '告警', en: 'alert' };

export const alertOperations: readonly Operation[] = [
  operation({
    id: 'listAlerts',
    method: 'get',
    path: '/alerts',
    tag: 'alerts',
    summary: { zh: '告警列表，最新在前', en: 'List the alerts, the newest first' },
    query: AlertQuery,
    body: noBody,
    answers: { 200: { zh: '一页告警', en: 'One page of alerts', schema: AlertPage } },
    run: async (deps, { query }) => {
      const { open, kind } = query;
      const filter = {
        ...(open !== undefined && { open: open === 'true' }),
        ...(kind !== undefined && { kind }),
      };
      return ok(await deps.alerts.list(filter, pageRequest(query)));
    },
  }),
  operation({
    id: 'acknowledgeAlert',
    method: 'post',
    path: '/alerts/{id}/acknowledgement',
    tag: 'alerts',
    summary: { zh: '认领告警', en: 'Acknowledge an alert' },
    description: {
      zh: '表示有人在处理；先认领者有效。告警在原因消失后自行关闭。',
      en: 'Says that somebody sees to it; the first to do so stands. It closes by itself when its cause is gone.',
    },
    query: NoQuery,
    body: jsonBody(AlertAcknowledgement, DELIVERY_EXAMPLES.acknowledgement),
    answers: { 200: { zh: '告警', en: 'The alert', schema: Alert } },
    run: async (deps, { param, body, caller }) =>
      ok(found(await deps.alerts.acknowledge(param('id'), body.comment, caller), WHAT, param('id'))),
  }),
];
