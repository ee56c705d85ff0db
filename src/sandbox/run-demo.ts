import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { toInstant } from '../../schemas/instant.js';
import { createLog, type Log } from '../log.js';
import { apiUrlOf, loadDemoConfig, toRunConfig } from './demo-config.js';
import { createTeller, followJourney } from './follow-journey.js';
import { openWorkspace, type Workspace } from './open-workspace.js';
import { editors, type Desks } from './people/editors.js';
import { createGatewayClient } from './people/gateway-client.js';
import { reviewers } from './people/reviewers.js';
import { createPortalDesk } from './people/portal-desk.js';
import { createSiteDesk, type SiteDesk } from './people/site-desk.js';
import { workShift } from './people/work-shift.js';
import { PORTAL_DELAY_MS } from './portals/portal-delay.js';
import { readProgress } from './read-progress.js';
import { playScenes } from './scenes/play-scenes.js';
import { showAddresses, showResult } from './show-result.js';
import { startStage } from './start-stage.js';
import { createStory, type Story } from './story.js';
import { takeCensus } from './take-census.js';
import { tellHeard } from './tell-heard.js';
import { toSummary } from './to-summary.js';

const LATE_ARTICLE_EVERY_MS = 20_000;
const TELL_EVERY_MS = 2000;
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

interface Scene {
  config: ReturnType<typeof loadDemoConfig>;
  workspace: Workspace;
  story: Story;
  log: Log;
  logFile: string;
  output: number;
  signal: AbortSignal;
}

/**
 * `baosong demo`: the gateway with sample sites, sample people and the two reference portals around it, all on this
 * machine. `once`: ends when the journey is complete and checked, with the summary as the last line on stdout. Answers
 * the exit code: 0 only when everything is where it belongs.
 */
export async function runDemo({ once }: { once: boolean }): Promise<number> {
  const ending = new AbortController();
  const caught = catchSignals(ending);
  const config = loadDemoConfig();
  const folder = resolve(config.DATA_DIR);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const logFile = join(folder, 'demo.log');
  const output = openSync(logFile, 'a', 0o600);
  const log = createLog(config.LOG_LEVEL, { process: 'demo' }, output);
  const began = performance.now();
  const story = createStory(
    (text) => process.stdout.write(text),
    () => performance.now() - began,
  );
  let workspace: Workspace | undefined;
  try {
    workspace = await openWorkspace(config, log);
    await play({ config, workspace, story, log, logFile, output, signal: ending.signal }, once);
    return 0;
  } catch (error) {
    if (!ending.signal.aborted) throw error;
    const finished = workspace?.state.phase === 'finished';
    story.line(
      finished
        ? '\n演示结束。 The demo has ended.'
        : '\n演示中断，再次运行即可继续。 Interrupted; run it again to go on.',
    );
    return finished && !once ? 0 : caught.exitCode();
  } finally {
    workspace?.release();
    closeSync(output);
    caught.release();
  }
}

/** The first signal ends the demo in order; by default the second ends the process at once. */
function catchSignals(ending: AbortController): { exitCode(): number; release(): void } {
  let code = 1;
  const handlers = Object.entries(SIGNALS).map(([signal, exitCode]) => {
    const handler = (): void => {
      code = exitCode;
      ending.abort();
    };
    process.once(signal, handler);
    return { signal, handler };
  });
  return {
    exitCode: () => code,
    release: () => {
      for (const { signal, handler } of handlers) process.off(signal, handler);
    },
  };
}

async function play(scene: Scene, once: boolean): Promise<void> {
  const { workspace, story, signal, logFile, log, output } = scene;
  const { state } = workspace;
  const config = toRunConfig(scene.config, state);
  const apiUrl = apiUrlOf(config, state);
  const offDuty = new AbortController();
  const working = AbortSignal.any([signal, offDuty.signal]);
  const gateway = createGatewayClient(apiUrl, () => workspace.state.keys, working);
  if (workspace.resumed) story.tell('接着上次中断的演示继续', 'going on with the run that was cut short');
  else story.tell('新的演示开始，正在启动各进程', 'a new run begins, processes are starting');
  story.line(`         网关 gateway ${apiUrl}　日志 log ${logFile}`);
  const stage = await startStage({ config, workspace, gateway, story, log, output });
  try {
    const desks = openDesks(scene);
    const portals = { bureau: at(state.ports.bureau), central: at(state.ports.central) };
    const people = [
      ...reviewers(gateway, story),
      ...editors({ gateway, story, desks, backlog: state.backlog }),
      ...playScenes({
        ...{ gateway, story, outbox: desks.ngcc, portalDelayMs: PORTAL_DELAY_MS },
        central: createPortalDesk(portals.central, state.secrets.bureauToken),
      }),
    ];
    const shift = workShift(people, working);
    const journey = followJourney({
      ...{ apiUrl, story, signal: working },
      takeCensus: () => takeCensus(gateway, portals, Object.values(desks), at(state.ports.inbox)),
    });
    // Whoever of the two fails first ends the run; the other is told to stop and its complaint is not a second failure.
    journey.catch(() => undefined);
    const census = await Promise.race([journey, shift.then(() => journey)]);
    await workspace.save({ phase: 'finished' });
    const summary = toSummary(census);
    tellHeard(story, census);
    showResult(story, summary);
    if (!once) {
      showAddresses(story, apiUrl, workspace.state, logFile);
      const live = { story, apiUrl, site: desks.hubei, signal };
      await Promise.race([writeNowAndThen(live), tellChanges(live), shift]);
    }
    offDuty.abort();
    await shift;
    await stage.stop();
    if (once) process.stdout.write(`${JSON.stringify(summary)}\n`);
  } finally {
    offDuty.abort();
    await stage.stop();
  }
}

function at(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function openDesks({ workspace }: Scene): Desks {
  const { ports, secrets } = workspace.state;
  const open = (port: number) => createSiteDesk(at(port), secrets.desk);
  return {
    hubei: open(ports.hubei),
    geodesy: open(ports.geodesy),
    sichuan: open(ports.sichuan),
    quality: open(ports.quality),
    ngcc: open(ports.ngcc),
  };
}

interface Live {
  story: Story;
  apiUrl: string;
  site: SiteDesk;
  signal: AbortSignal;
}

/** Something new now and then, until Ctrl-C; rejects with the end. */
async function writeNowAndThen({ story, site, signal }: Live): Promise<void> {
  story.line(
    '\n演示继续运行，省局网站不时发布新文章；按 Ctrl-C 结束。 Running on with a new article now and then; Ctrl-C ends it.',
  );
  for (;;) {
    await wait(LATE_ARTICLE_EVERY_MS, undefined, { signal });
    if (await site.writeLate(toInstant(new Date())))
      story.tell('省局网站发布一篇新文章', 'a new article appears on the province site');
  }
}

/** What a visitor pushes or decides by hand is seen in the counts; rejects with the end. */
async function tellChanges({ story, apiUrl, signal }: Live): Promise<void> {
  const tell = createTeller(story);
  for (;;) {
    await wait(TELL_EVERY_MS, undefined, { signal });
    const progress = await readProgress(apiUrl);
    if (progress !== undefined) tell(progress);
  }
}
