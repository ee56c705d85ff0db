import type { CircuitCause } from '../../schemas/circuit.js';
import type { Portal } from '../../schemas/portal.js';
import type { AlertCondition } from '../domain/alert.js';
import type { CircuitRecord } from '../domain/circuit.js';

const CAUSES: Record<CircuitCause, { zh: string; en: string }> = {
  gone: { zh: '接口已停用（HTTP 410）', en: 'its interface is gone (HTTP 410)' },
  refusals: { zh: '连续拒收所有稿件', en: 'it refuses everything' },
  failures: { zh: '无法连接或持续出错', en: 'it cannot be reached or keeps failing' },
};

/** 熔断: deliveries to a portal have stopped by themselves. Undefined while they flow. */
export function toCircuitAlert(
  { id, name }: Pick<Portal, 'id' | 'name'>,
  { state, cause = 'failures', reason = '' }: CircuitRecord,
): AlertCondition | undefined {
  if (state === 'closed') return undefined;
  const { zh, en } = CAUSES[cause];
  return {
    kind: 'circuit-open',
    subject: { portalId: id },
    text: {
      zh: `门户 ${name} 已暂停报送：${zh}。最近一次答复：${reason}`.slice(0, 2000),
      en: `deliveries to portal ${id} have stopped: ${en}. Its last answer: ${reason}`.slice(0, 2000),
    },
    action: {
      zh: '稿件不会丢失，网关会定时试探，恢复后自动续报。请联系门户确认；地址、密钥有变请修改门户设置；被拒收的稿件在恢复后用 dead-letters 重发。',
      en: 'Nothing is lost: the gateway probes by itself and goes on once the portal answers. Ask the portal; change its address or credentials here if they changed; afterwards replay what it refused (dead-letters).',
    },
  };
}
