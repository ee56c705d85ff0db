import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { AppError } from '../../schemas/errors.js';

/** Decides which addresses a socket of ours may be connected to. */
export interface AddressGuard {
  /** True for public unicast addresses and for those inside an allowed network. Anything unreadable is refused. */
  permits(address: string): boolean;
}

type Address = ReturnType<typeof ipaddr.parse>;
type Network = ReturnType<typeof ipaddr.parseCIDR>;

/**
 * Private networks are reachable only by name in `allow` (CIDR notation), because sources, redirects and feeds are
 * written by strangers. An IPv4 address mapped into IPv6 is judged as the IPv4 address it is; every other way of
 * carrying IPv4 inside IPv6 (compatible, 6to4, Teredo, NAT64) is refused as a whole.
 */
export function createAddressGuard(allow: readonly string[]): AddressGuard {
  const networks = allow.map(parseNetwork);
  return {
    permits(address) {
      const parsed = parseAddress(address);
      return (
        parsed !== undefined && (isPublic(parsed) || networks.some((network) => contains(network, parsed)))
      );
    },
  };
}

function parseNetwork(text: string): Network {
  if (!ipaddr.isValidCIDR(text)) {
    throw new AppError('configuration-invalid', `not a network in CIDR notation: ${text}`, {
      details: { network: text },
    });
  }
  return ipaddr.parseCIDR(text);
}

// `ipaddr.js` reads the IPv4-compatible ::a.b.c.d as if it were mapped; it is another address, and long withdrawn.
const IPV4_COMPATIBLE = /^::\d+\.\d+\.\d+\.\d+$/;

/** `process` unwraps ::ffff:a.b.c.d. A zone (`%eth0`) belongs to addresses of one link, which are nobody's outside. */
function parseAddress(text: string): Address | undefined {
  if (isIP(text) === 0 || text.includes('%') || IPV4_COMPATIBLE.test(text)) return undefined;
  return ipaddr.process(text);
}

/** 2000::/3 is the only IPv6 space given out for global unicast (RFC 4291, IANA); the rest is refused by default. */
function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  return !('parts' in address) || ((address.parts[0] ?? 0) & 0xe000) === 0x2000;
}

function contains([network, bits]: Network, address: Address): boolean {
  return network.kind() === address.kind() && address.match(network, bits);
}
