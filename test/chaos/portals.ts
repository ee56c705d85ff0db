import { join } from 'node:path';
import { createBureauReceiver } from '../../src/sandbox/portals/bureau-receiver.js';
import { createCentralReceiver } from '../../src/sandbox/portals/central-receiver.js';

/**
 * The two reference portals as a process of their own: they must outlive what is done to the gateway, and end when the
 * pipe to their stdin closes, that is, with whoever started them. Arguments: folder, address of the API, key of the
 * portals' account, ports.
 */
async function main(): Promise<void> {
  const [folder = '', api = '', key = '', bureauPort = '0', centralPort = '0'] = process.argv.slice(2);
  const callback = (id: string, secret: string) => ({
    url: `${api}/api/v1/portals/${id}/receipts`,
    key: secret,
    headers: { authorization: `Bearer ${key}` },
  });
  const bureau = await createBureauReceiver({
    ...{ dataFile: join(folder, 'bureau.jsonl'), token: 'chaos-token', port: Number(bureauPort) },
    callback: callback('bureau', 'chaos-bureau-callback'),
  });
  const central = await createCentralReceiver({
    ...{ dataFile: join(folder, 'central.jsonl'), token: 'chaos-token', port: Number(centralPort) },
    ...{ signingKey: 'chaos-central-signing' },
    callback: callback('central', 'chaos-central-callback'),
  });
  process.stdout.write(`${JSON.stringify({ bureau: bureau.url, central: central.url })}\n`);
}

process.stdin.resume().on('end', () => process.exit());
await main();
