import { toInstant, type Clock } from '../../schemas/instant.js';
import type { AlertStore } from '../store/alert-store.js';

/** Why an organization's callback is paused; absent when it goes on, or is no more. */
export interface CallbackPause {
  code: string;
  message: string;
}

export type TellCallback = (organizationId: string, pause?: CallbackPause) => Promise<void>;

/** Raises the alert of a callback that is paused, and closes it when somebody has seen to it. */
export function createTellCallback({ alerts, now }: { alerts: AlertStore; now: Clock }): TellCallback {
  return async (organizationId, pause) => {
    const at = toInstant(now());
    const alert = { kind: 'callback-paused' as const, subject: { organizationId } };
    if (!pause) {
      await alerts.close(alert, at);
      return;
    }
    const { message } = pause;
    await alerts.raise(
      {
        ...alert,
        text: {
          zh: `单位 ${organizationId} 的回调已暂停：${message}`,
          en: `The callback of ${organizationId} is paused: ${message}`,
        },
        action: {
          zh: '请单位修复接收地址后发送测试事件（POST …/callback/test）或重新保存；暂停期间的通知届时补发。',
          en: 'Have the unit mend its address, then send a test event (POST …/callback/test) or save it again: what waited is sent then.',
        },
      },
      at,
    );
  };
}
