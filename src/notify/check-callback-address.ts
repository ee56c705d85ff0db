import { AppError } from '../../schemas/errors.js';
import { createAddressGuard } from '../fetch/address-guard.js';

/**
 * Refuses an address that events must not be sent to: https it is, with no credentials in it. Plain http is for networks
 * of our own alone: the host is then an address inside what FETCH_ALLOW names.
 */
export function createCheckCallbackAddress(allow: readonly string[]) {
  const allowed = createAddressGuard(allow);
  const open = createAddressGuard([]);
  return (address: string): void => {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
    const isOurs = allowed.permits(host) && !open.permits(host);
    const isFit = url?.protocol === 'https:' || (url?.protocol === 'http:' && isOurs);
    if (isFit && url.username === '' && url.password === '') return;
    throw new AppError('validation-failed', 'this is no address for a callback', {
      fields: [
        {
          pointer: '/url',
          zh: '须为不含用户名和密码的 https 地址；只有 FETCH_ALLOW 所列内网的 IP 地址可用 http',
          en: 'an https address without credentials; http only for IP addresses inside a network of FETCH_ALLOW',
        },
      ],
    });
  };
}
