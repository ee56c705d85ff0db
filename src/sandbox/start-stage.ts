import { composeApp } from '../compose.js';
import { startStack } from '../cli/start-stack.js';
import { supervise } from '../cli/supervise.js';
import { toEnvironment, type Config } from '../config.js';
import type { Log } from '../log.js';
import { bootstrap } from '../registry/bootstrap.js';
import type { Workspace } from './open-workspace.js';
import type { GatewayClient } from './people/gateway-client.js';
import { registerCallback } from './people/register-callback.js';
import { registerEveryone } from './people/register-everyone.js';
import type { Story } from './story.js';
import { watchProcesses } from './watch-processes.js';

export interface Stage {
  stop(): Promise<void>;
}

export interface StageSettings {
  config: Config;
  workspace: Workspace;
  gateway: GatewayClient;
  story: Story;
  log: Log;
  /** Open file that takes what the processes log. */
  output: number;
}

/** Starts the gateway, registers everybody if that is not done yet, then starts the sites and portals around it. */
export async function startStage(settings: StageSettings): Promise<Stage> {
  const { config, workspace, story, log, output } = settings;
  const stack = await startStack(config, log, { output });
  const closing: (() => Promise<void>)[] = [() => stack.stop()];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const pids = { sandbox: (): Record<string, number> => ({}) };
    const watch = watchProcesses(
      workspace.folder,
      () => ({ ...stack.services.pids(), ...stack.supervisor.pids(), ...pids.sandbox() }),
      story,
    );
    closing.push(() => watch.stop());
    if (workspace.state.phase === 'setup') await setUp(settings, stack.services.addresses);
    const sandbox = supervise([{ name: 'sandbox', entry: 'src/sandbox/main.js', args: [workspace.folder] }], {
      ...{ env: toEnvironment(config), log, output, drainSeconds: config.DRAIN_SECONDS },
    });
    pids.sandbox = () => sandbox.pids();
    closing.push(() => sandbox.stop());
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function setUp(
  { config, workspace, gateway, story, log }: StageSettings,
  services: Parameters<typeof composeApp>[0]['services'],
): Promise<void> {
  const app = await composeApp({ config, services, log });
  try {
    await bootstrap({ ...app.stores, now: app.now }, (keys) => workspace.save({ keys }));
  } finally {
    await app.close();
  }
  story.tell('三员到位：系统、安全、审计管理员各持密钥', 'three administrators, each with a key');
  const keys = await registerEveryone(gateway, workspace.state);
  await workspace.save({ keys: { ...workspace.state.keys, ...keys } });
  const { ports, secrets } = workspace.state;
  const unitCallback = await registerCallback(gateway, `http://127.0.0.1:${ports.inbox}/hooks`);
  await workspace.save({ secrets: { ...secrets, unitCallback }, phase: 'running' });
  story.tell(
    `登记单位、账号和两个门户；${Object.keys(keys).length} 人领取密钥`,
    'organizations, accounts and both portals are registered',
  );
  story.tell(
    '审核规则就绪：默认三审加保密、特急先送后补审；另设两司会签、限时办理，值班表已排',
    'review policies and the duty roster are in place',
  );
  story.tell(
    '基础地理信息中心登记回调，稿件有动静即通知其内容系统',
    'a unit registers where it hears of its items',
  );
}
