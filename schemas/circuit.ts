import { Type, type Static } from 'typebox';
import { count, identifier, instant, oneOf, optional, shape, text } from './shape.js';

/** When deliveries to a portal stop, and how it is tried again; what is absent has its default. */
export const CircuitSettings = shape(
  {
    refusalsInRow: optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_000,
        description: '连续拒收次数 refusals in a row, of whatever items, that stop deliveries; default 10',
      }),
    ),
    failuresInRow: optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_000,
        description: '连续失败次数 failures in a row that stop deliveries; default 20',
      }),
    ),
    failureShare: optional(
      Type.Number({
        minimum: 0.05,
        maximum: 1,
        description: '失败比例 share of failed attempts of one window that stops deliveries; default 0.5',
      }),
    ),
    leastAttempts: optional(
      Type.Integer({
        minimum: 1,
        maximum: 100_000,
        description: '窗口最少次数 attempts in a window before the share counts; default 40',
      }),
    ),
    windowSeconds: optional(
      Type.Integer({ minimum: 1, maximum: 86_400, description: '统计窗口 seconds of a window; default 60' }),
    ),
    probeSeconds: optional(
      Type.Integer({
        minimum: 1,
        maximum: 86_400,
        description: '首次试探 seconds before the first probe, doubled after each that fails; default 5',
      }),
    ),
    longestProbeSeconds: optional(
      Type.Integer({
        minimum: 1,
        maximum: 86_400,
        description: '最长试探间隔 longest time between two probes, in seconds; default 600',
      }),
    ),
  },
  '熔断设置 when deliveries stop by themselves',
);
export type CircuitSettings = Static<typeof CircuitSettings>;

export const CIRCUIT_STATES = ['closed', 'open', 'half-open'] as const;
const CircuitState = oneOf(
  CIRCUIT_STATES,
  'closed 正常, open 熔断 nothing is sent, half-open 试探 one delivery tries whether it goes again',
);

export const CIRCUIT_CAUSES = ['gone', 'refusals', 'failures'] as const;
const CircuitCause = oneOf(
  CIRCUIT_CAUSES,
  'gone: HTTP 410; refusals: it refused everything; failures: it could not be reached or failed',
);
export type CircuitCause = Static<typeof CircuitCause>;

/** 熔断: whether deliveries to a portal flow, as all processes know it. */
export const Circuit = shape(
  {
    portalId: identifier('portal'),
    state: CircuitState,
    since: instant('since when it is in this state'),
    cause: optional(CircuitCause),
    reason: optional(text('what the portal, or the way to it, answered last', 1000)),
    probeAt: optional(instant('下次试探 when one delivery tries again')),
    openings: count('how often it has opened without a success in between'),
    heldUntil: optional(instant('暂缓至 until when the portal asked to be left alone (Retry-After)')),
  },
  '熔断状态 state of deliveries to a portal',
);
export type Circuit = Static<typeof Circuit>;
