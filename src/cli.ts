#!/usr/bin/env node
import { pathToFileURL } from 'node:url';
import { Command, Option } from 'commander';
import { isAppError } from '../schemas/errors.js';
import type { CheckOptions } from './cli/check-command.js';
import type { ReplayOptions } from './cli/replay-command.js';
import type { ImportOpmlOptions } from './cli/import-opml-command.js';
import type { ParseOptions } from './cli/parse-command.js';
import type { ReviewFiguresOptions } from './cli/review-figures-command.js';
import type { VerifyAuditOptions } from './cli/verify-audit-command.js';
import { loadConfig } from './config.js';
import { createLog } from './log.js';
import { distFile } from './package-root.js';

// Each command loads its own code when it is called: a supervisor or a parser need not hold the whole gateway in memory.
const program = new Command('baosong').description(
  '政府网站内容报送网关 content syndication and central-portal reporting gateway',
);

program
  .command('start')
  .description('单机启动全部进程 everything on one machine')
  .action(async () => {
    const config = loadConfig();
    const { runStart } = await import('./cli/run-start.js');
    await runStart(config, createLog(config.LOG_LEVEL, { process: 'start' }));
  });

program
  .command('api')
  .description('只启动 HTTP 接口 the HTTP side alone')
  .option('--bootstrap', '空库时建立首批管理员 make the first administrators on an empty store')
  .action(async ({ bootstrap }: { bootstrap?: boolean }) => {
    const config = loadConfig();
    const { runApi } = await import('./cli/run-api.js');
    await runApi(config, createLog(config.LOG_LEVEL, { process: 'api' }), { bootstrap: bootstrap === true });
  });

program
  .command('worker')
  .description('只启动后台任务 workers alone')
  .option('--lanes <lanes>', '通道，逗号分隔 lanes, separated by commas')
  // The process itself reads the options: it is the same one that the supervisor starts.
  .action(() => import(pathToFileURL(distFile('workers/main.js')).href));

program
  .command('services')
  .description('只启动内置文档库和 Redis，并打印地址 the embedded services alone; prints their addresses')
  .action(async () => {
    const config = loadConfig();
    const { runServices } = await import('./cli/run-services.js');
    await runServices(config, createLog(config.LOG_LEVEL, { process: 'services' }));
  });

program
  .command('bootstrap')
  .description('空库时建立首批管理员，密钥写入 DATA_DIR make the first administrators on an empty store')
  .action(async () => {
    const config = loadConfig();
    const { runBootstrap } = await import('./cli/run-bootstrap.js');
    await runBootstrap(config, createLog(config.LOG_LEVEL, { process: 'bootstrap' }));
  });

program
  .command('demo')
  .description('培训沙箱 training sandbox')
  .option(
    '--once',
    '跑完脚本后退出，最后一行为 JSON 汇总 run the scripted journey, print a JSON summary, exit',
  )
  .action(async (options: { once?: boolean }) => {
    const { runDemo } = await import('./sandbox/run-demo.js');
    process.exitCode = await runDemo({ once: options.once === true });
  });

program
  .command('parse')
  .description(
    '解析文件或网址，输出规范化条目（JSON Lines），不入库 print the normalized items, store nothing',
  )
  .argument('<input>', 'file, address, or - for standard input')
  .addOption(new Option('--kind <kind>', 'what it is').choices(['feed', 'html', 'json', 'document']))
  .option('--url <url>', 'address it came from')
  .option('--content-type <header>', 'Content-Type it came with')
  .action(async (input: string, options: ParseOptions) => {
    const { parseCommand } = await import('./cli/parse-command.js');
    process.exitCode = await parseCommand(input, options, loadConfig());
  });

program
  .command('check')
  .description(
    '此网址能否接入、网站须整改什么 can this address be connected, and what must its webmaster mend?',
  )
  .argument('<url>', 'address of a feed, a list page, a home page or a list interface')
  .option('--json', '输出 JSON 报告 the report as JSON')
  .option('--adapter <family>', '指定来源类型 source family to check with')
  .addOption(
    new Option('--language <language>', '报告语言 language of the text').choices(['zh', 'en']).default('zh'),
  )
  .action(async (url: string, options: CheckOptions) => {
    const { checkCommand } = await import('./cli/check-command.js');
    process.exitCode = await checkCommand(url, options, loadConfig());
  });

program
  .command('import-opml')
  .description(
    '将 OPML 文件中的订阅源登记到运行中的网关 register the feeds of an OPML file at a running gateway',
  )
  .argument('<input>', 'file or address of the OPML file')
  .requiredOption('--organization <id>', '单位 organization whose feeds these are')
  .option('--lane <lane>', '通道 lane of the sources')
  .option('--kind <kind>', '内容类型 kind of their items')
  .option('--interval <seconds>', '采集间隔 seconds between polls')
  .option('--dry-run', '只报告不登记 report what would happen, register nothing')
  .option('--url <url>', '网关地址，默认 PUBLIC_URL address of the gateway')
  .option('--key <key>', 'API 密钥 API key')
  .option('--key-file <file>', '存放 API 密钥的文件 file that holds the API key')
  .action(async (input: string, options: ImportOpmlOptions) => {
    const { importOpmlCommand } = await import('./cli/import-opml-command.js');
    process.exitCode = await importOpmlCommand(input, options, loadConfig());
  });

program
  .command('replay')
  .description('重发被门户拒收的稿件 send again what portals refused')
  .requiredOption('--comment <text>', '重发理由 why; kept in the history of each item')
  .option('--portal <id>', '门户 portal')
  .option('--lane <lane>', '通道 lane')
  .option('--organization <id>', '单位 organization whose items')
  .option('--reason <code>', '拒收原因 error code, e.g. portal-refused')
  .option('--dry-run', '只计数不重发 count only')
  .option('--url <url>', '网关地址，默认 PUBLIC_URL address of the gateway')
  .option('--key <key>', 'API 密钥 API key')
  .option('--key-file <file>', '存放 API 密钥的文件 file that holds the API key')
  .action(async (options: ReplayOptions) => {
    const { replayCommand } = await import('./cli/replay-command.js');
    process.exitCode = await replayCommand(options, loadConfig());
  });

program
  .command('review-figures')
  .description('审核统计：各环节待办与时限 what waits in each stage, and how deadlines are kept')
  .option('--from <day>', '起，默认本月一日 first day; default the first of the month')
  .option('--to <day>', '止，含当日，默认今天 last day; default today')
  .option('--organization <id>', '单位 organization whose figures')
  .option('--json', '输出 JSON the result as JSON')
  .option('--url <url>', '网关地址，默认 PUBLIC_URL address of the gateway')
  .option('--key <key>', 'API 密钥 API key')
  .option('--key-file <file>', '存放 API 密钥的文件 file that holds the API key')
  .action(async (options: ReviewFiguresOptions) => {
    const { reviewFiguresCommand } = await import('./cli/review-figures-command.js');
    process.exitCode = await reviewFiguresCommand(options, loadConfig());
  });

program
  .command('verify-audit')
  .description('核验审计日志或其导出文件 prove the audit log, or an export of it')
  .option('--from <number|time>', '起：序号或封存时间 first number, or day or time of sealing')
  .option('--to <number|time>', '止：序号或封存时间 last number, or day or time of sealing')
  .option('--head <number:hash...>', '另处记下的链尾 heads noted elsewhere')
  .option('--file <file>', '核验导出文件 an exported file instead of the log')
  .option('--json', '输出 JSON the result as JSON')
  .action(async (options: VerifyAuditOptions) => {
    const { verifyAuditCommand } = await import('./cli/verify-audit-command.js');
    process.exitCode = await verifyAuditCommand(options, loadConfig(), createLog('silent'));
  });

program
  .command('doctor')
  .description('检查运行环境 look at everything the gateway stands on')
  .action(async () => {
    const { runDoctor } = await import('./cli/run-doctor.js');
    process.exitCode = await runDoctor(loadConfig(), createLog('silent'));
  });

program
  .command('settings')
  .description('列出全部配置项（README 表格）every setting, as the table of the README')
  .action(async () => {
    const { settingsTable } = await import('./cli/settings-table.js');
    process.stdout.write(`${settingsTable()}\n`);
  });

try {
  await program.parseAsync();
} catch (error) {
  // What went wrong in words, and the stack only where it is our own bug.
  const text = isAppError(error)
    ? `${error.code}: ${error.message}`
    : error instanceof Error
      ? error.stack
      : String(error);
  // What the command had opened before it failed (a store, a queue) would keep the process alive for ever.
  process.stderr.write(`baosong: ${text ?? 'failed'}\n`, () => process.exit(1));
}
