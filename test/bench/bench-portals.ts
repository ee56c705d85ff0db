import { join } from 'node:path';
import { createBureauReceiver } from '../../src/sandbox/portals/bureau-receiver.js';
import { createCentralReceiver } from '../../src/sandbox/portals/central-receiver.js';

/** Both reference portals in a process of their own. usage: node bench-portals.js FOLDER; prints their addresses. */
const [folder = '.'] = process.argv.slice(2);
const bureau = await createBureauReceiver({ dataFile: join(folder, 'bureau.jsonl'), token: 'bench-token' });
const central = await createCentralReceiver({
  dataFile: join(folder, 'central.jsonl'),
  token: 'bench-token',
  signingKey: 'bench-signing-key',
  adopt: () => 'accepted',
});
process.stdout.write(`${bureau.url} ${central.url}\n`);
