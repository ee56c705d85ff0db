import type { Static } from 'typebox';
import { instant, oneOf, shape, text } from './shape.js';

/** What can be wrong with a source for longer than one collection. The closed list; texts are made where it is found. */
export const SOURCE_ALARM_CODES = [
  'failing',
  'silent',
  'extraction-drift',
  'blocked-by-site',
  'address-gone',
  'certificate-expiring',
  'robots-disallowed',
  'identity-degraded',
  'mass-vanish',
] as const;

export const SourceAlarmCode = oneOf(
  SOURCE_ALARM_CODES,
  'failing 连续失败, silent 久无更新, extraction-drift 抽取异常, blocked-by-site 被网站拦截, address-gone 地址已撤销, ' +
    'certificate-expiring 证书将到期, robots-disallowed robots.txt 不允许, identity-degraded 标识不可靠, mass-vanish 大量条目消失',
);
export type SourceAlarmCode = Static<typeof SourceAlarmCode>;

/** 告警: begins when it is found, ends by itself when a collection shows that it is over. */
export const SourceAlarm = shape({
  code: SourceAlarmCode,
  since: instant('when it began'),
  message: shape({ zh: text('中文说明', 1000), en: text('the same in English', 1000) }),
});
export type SourceAlarm = Static<typeof SourceAlarm>;

export const SOURCE_WAITING_REASONS = ['interval', 'backoff', 'retry-after', 'blocked', 'host-busy'] as const;

/** Why the next poll is not earlier. */
export const SourceWaiting = shape({
  reason: oneOf(
    SOURCE_WAITING_REASONS,
    'interval 等待下次采集, backoff 失败后放缓, retry-after 按网站要求等待, blocked 被拦截后暂缓, host-busy 同一主机正在采集其他来源',
  ),
  until: instant('until when'),
});
export type SourceWaiting = Static<typeof SourceWaiting>;

export const SourceHealth = oneOf(
  ['well', 'watch', 'ill'],
  'well 正常, watch 需留意 (the last collection failed, or an alarm that may pass), ill 须处理 (an alarm for people)',
);
export type SourceHealth = Static<typeof SourceHealth>;
