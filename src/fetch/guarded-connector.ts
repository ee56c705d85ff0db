import type { LookupAddress } from 'node:dns';
import { lookup as dnsLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { rootCertificates, TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';
import { AppError } from '../../schemas/errors.js';
import type { AddressGuard } from './address-guard.js';

/** Resolves a host name to all its addresses, in order of preference. */
export type ResolveHost = (hostname: string) => Promise<LookupAddress[]>;

export interface ConnectorSettings {
  guard: AddressGuard;
  connectTimeoutMs: number;
  resolveHost?: ResolveHost;
  /** Extra certificate authorities (PEM), for portals with a private one. */
  ca?: string;
  /** Told the end of the peer's certificate at each new TLS connection. */
  onCertificate?: (hostname: string, endsAt: Date) => void;
}

/**
 * Connects only to addresses that the guard permits. A name is resolved once per connection and the socket goes to
 * exactly the addresses that were checked, so DNS that changes its mind between check and use has no gap to slip
 * through; literals never reach a lookup and are checked here; the peer is checked once more when connected.
 */
export function createGuardedConnector(settings: ConnectorSettings): buildConnector.connector {
  const { guard } = settings;
  const connect = buildConnector({
    timeout: settings.connectTimeoutMs,
    lookup: guardedLookup(guard, settings.resolveHost ?? resolveBySystem),
    autoSelectFamily: true,
    // Node's default of 250 ms gives up on addresses that are merely far away.
    autoSelectFamilyAttemptTimeout: Math.max(1000, Math.round(settings.connectTimeoutMs / 3)),
    ...(settings.ca !== undefined && { ca: [...rootCertificates, settings.ca] }),
  });
  return (options, callback) => {
    if (isIP(options.hostname) !== 0 && !guard.permits(options.hostname)) {
      callback(forbiddenAddress(options.hostname, [options.hostname]), null);
      return;
    }
    connect(options, (...result) => {
      const [error, socket] = result;
      if (error === null && !guard.permits(socket.remoteAddress ?? '')) {
        socket.destroy();
        callback(forbiddenAddress(options.hostname, [socket.remoteAddress ?? 'unknown']), null);
        return;
      }
      if (error === null && socket instanceof TLSSocket)
        reportCertificate(options.hostname, socket, settings);
      callback(...result);
    });
  };
}

function reportCertificate(hostname: string, socket: TLSSocket, { onCertificate }: ConnectorSettings): void {
  if (onCertificate === undefined) return;
  // A resumed session may have no certificate at hand: an object without fields, and a date that is none.
  const endsAt = new Date(socket.getPeerCertificate().valid_to);
  if (!Number.isNaN(endsAt.getTime())) onCertificate(hostname, endsAt);
}

/** A name that resolves to public and private addresses keeps only its permitted ones. */
function guardedLookup(guard: AddressGuard, resolveHost: ResolveHost): LookupFunction {
  return (hostname, options, callback) => {
    resolveHost(hostname).then(
      (addresses) => {
        const permitted = addresses.filter(({ address }) => guard.permits(address));
        const [first] = permitted;
        if (first === undefined) {
          callback(forbiddenOrUnknown(hostname, addresses), '', 0);
        } else if (options.all === true) {
          callback(null, permitted);
        } else {
          callback(null, first.address, first.family);
        }
      },
      (error: unknown) => {
        callback(unresolved(hostname, error), '', 0);
      },
    );
  };
}

function resolveBySystem(hostname: string): Promise<LookupAddress[]> {
  return dnsLookup(hostname, { all: true });
}

function forbiddenOrUnknown(hostname: string, addresses: LookupAddress[]): AppError {
  if (addresses.length === 0) return unresolved(hostname, undefined);
  return forbiddenAddress(
    hostname,
    addresses.map(({ address }) => address),
  );
}

function unresolved(hostname: string, cause: unknown): AppError {
  return new AppError('fetch-dns', `the name ${hostname} cannot be resolved`, {
    details: { hostname },
    cause,
  });
}

function forbiddenAddress(hostname: string, addresses: string[]): AppError {
  return new AppError('fetch-forbidden-address', `${hostname} leads to an address that is not public`, {
    details: { hostname, addresses },
  });
}
