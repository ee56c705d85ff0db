import { chmodSync, existsSync, unlinkSync } from 'node:fs';
import type { Server } from 'node:net';

export type ListenAddress = { kind: 'unix'; path: string } | { kind: 'tcp'; port: number };

/** Parses `unix:/path` or `127.0.0.1:port`; nothing but loopback, as there is no authentication. */
export function parseListenAddress(text: string): ListenAddress {
  if (text.startsWith('unix:/')) return { kind: 'unix', path: text.slice('unix:'.length) };
  const port = /^127\.0\.0\.1:(\d{1,5})$/.exec(text)?.[1];
  if (port === undefined || Number(port) > 65535)
    throw new Error(`--listen must be unix:/path or 127.0.0.1:port, not ${text}`);
  return { kind: 'tcp', port: Number(port) };
}

/** Starts listening and returns the connection string. A socket file left by a dead process is replaced. */
export async function listen(server: Server, address: ListenAddress): Promise<string> {
  if (address.kind === 'unix' && existsSync(address.path)) unlinkSync(address.path);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    const ready = (): void => {
      server.off('error', reject);
      resolve();
    };
    if (address.kind === 'unix') server.listen(address.path, ready);
    else server.listen(address.port, '127.0.0.1', ready);
  });
  // whoever may connect may read and write everything
  if (address.kind === 'unix') chmodSync(address.path, 0o600);
  return connectionString(server, address);
}

function connectionString(server: Server, address: ListenAddress): string {
  if (address.kind === 'unix')
    return `mongodb://${encodeURIComponent(address.path)}/baosong?directConnection=true`;
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the server has no port');
  return `mongodb://127.0.0.1:${bound.port}/baosong?directConnection=true`;
}
