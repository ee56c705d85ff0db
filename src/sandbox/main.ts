import { join } from 'node:path';
import { untilStopped } from '../cli/until-stopped.js';
import { AppError } from '../../schemas/errors.js';
import { loadConfig } from '../config.js';
import { createLog, type Log } from '../log.js';
import { readDemoState, type DemoState } from './demo-state.js';
import { createBureauReceiver } from './portals/bureau-receiver.js';
import { createCentralReceiver } from './portals/central-receiver.js';
import { PORTAL_DELAY_MS } from './portals/portal-delay.js';
import type { PortalReceiver } from './portals/receiver.js';
import { createCmsSite } from './sites/cms-site.js';
import { startCallbackInbox } from './sites/callback-inbox.js';
import { startOutbox } from './sites/push-outbox.js';
import { createDisclosureSite } from './sites/disclosure-site.js';
import { createJpageSite } from './sites/jpage-site.js';
import { createRssSite } from './sites/rss-site.js';
import { openSampleBoard } from './sites/sample-board.js';
import { sampleArticles } from './sites/sample-articles.js';
import { startSite } from './sites/site-server.js';
import { createTrsSite } from './sites/trs-site.js';

/** The central portal checks this share of the packages against the XSD as well. */
const XSD_EVERY = 25;

interface Closing {
  close(): Promise<void>;
}

/** The world around the gateway, in one process: the sites of units and provinces, and the two portals. Argument: the demo's folder. */
async function main(): Promise<void> {
  const [folder = ''] = process.argv.slice(2);
  const config = loadConfig();
  const log = createLog(config.LOG_LEVEL, { process: 'sandbox' });
  const state = await readDemoState(folder);
  if (state === undefined) throw new AppError('configuration-invalid', `no demo-state.json in ${folder}`);
  const parts = [...(await openPortals(folder, state)), ...(await openSites(folder, state, log))];
  await untilStopped(log, config.DRAIN_SECONDS);
  await Promise.all(parts.map((part) => part.close()));
}

async function openPortals(folder: string, state: DemoState): Promise<PortalReceiver[]> {
  const { ports, secrets, keys } = state;
  const callback = (id: string, key: string) => ({
    url: `http://127.0.0.1:${ports.api}/api/v1/portals/${id}/receipts`,
    key,
    headers: { authorization: `Bearer ${keys['portal-system'] ?? ''}` },
  });
  const bureau = await createBureauReceiver({
    dataFile: join(folder, 'sandbox/bureau-portal.jsonl'),
    token: secrets.bureauToken,
    port: ports.bureau,
    callback: callback('bureau', secrets.bureauCallback),
  });
  const central = await createCentralReceiver({
    dataFile: join(folder, 'sandbox/central-portal.jsonl'),
    token: secrets.bureauToken,
    signingKey: secrets.centralSigning,
    port: ports.central,
    xsdEvery: XSD_EVERY,
    callback: callback('central', secrets.centralCallback),
  });
  for (const portal of [bureau, central]) portal.control({ mode: 'ok', delayMs: PORTAL_DELAY_MS });
  return [bureau, central];
}

async function openSites(folder: string, state: DemoState, log: Log): Promise<Closing[]> {
  const { ports, secrets, keys, runId } = state;
  const board = await openSampleBoard(
    join(folder, 'sandbox/sites.jsonl'),
    sampleArticles(new Date(state.startedAt), state.backlog),
  );
  const token = secrets.desk;
  const hubei = createRssSite(board, `http://127.0.0.1:${ports.hubei}`);
  const sites = [
    await startSite(hubei, board, { port: ports.hubei, token }),
    await startSite(createTrsSite(board), board, { port: ports.geodesy, token }),
    await startSite(createJpageSite(board), board, { port: ports.sichuan, token }),
    await startSite(createDisclosureSite(board, `http://127.0.0.1:${ports.quality}`), board, {
      port: ports.quality,
      token,
    }),
    await startSite(createCmsSite(board), board, { port: ports.ngcc, token }),
  ];
  const outbox = startOutbox({
    ...{ board, runId, apiUrl: `http://127.0.0.1:${ports.api}`, siteUrl: `http://127.0.0.1:${ports.ngcc}` },
    apiKey: keys['ngcc-cms'] ?? '',
    onRefused: (article, status, answer) => {
      log.warn({ article, status, answer: answer.slice(0, 500) }, 'push-refused');
    },
  });
  const inbox = await startCallbackInbox({
    ...{ port: ports.inbox, dataFile: join(folder, 'sandbox/ngcc-inbox.jsonl') },
    secret: secrets.unitCallback ?? '',
  });
  return [...sites, inbox, { close: () => outbox.stop() }, { close: () => board.close() }];
}

await main();
