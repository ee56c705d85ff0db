import { readWholeNumber } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import { MAX_DOCUMENT_BYTES, MAX_MESSAGE_BYTES, MAX_WRITE_BATCH } from '../wire/limits.js';
import type { CommandContext, CommandDefinition, Reply } from './command-context.js';

/** What MongoDB version's behaviour the store follows. */
const VERSION = '7.0.0';
/** Wire version of MongoDB 7.0. */
const MAX_WIRE_VERSION = 21;

const HELLO_FIELDS = [
  'helloOk',
  'client',
  'compression',
  'saslSupportedMechs',
  'speculativeAuthenticate',
  'loadBalanced',
  'topologyVersion',
  'maxAwaitTimeMS',
  'hostInfo',
  'backpressure',
];

/** A standalone server: no replica set, no sessions, hence no transactions and no retryable writes. */
function runHello({ connectionId, args }: CommandContext): Reply {
  const isLegacy = args.command !== 'hello';
  return {
    ...(isLegacy ? { ismaster: true, helloOk: true } : { isWritablePrimary: true }),
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: MAX_WRITE_BATCH,
    localTime: new Date(),
    connectionId,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
  };
}

function hello(name: string): CommandDefinition {
  return { fields: new Set([name, ...HELLO_FIELDS]), run: runHello };
}

function answer(fields: string[], run: (context: CommandContext) => Reply): CommandDefinition {
  return { fields: new Set(fields), run };
}

function runSetParameter({ args, parts }: CommandContext): Reply {
  const value = args.get('ttlMonitorSleepSecs');
  const seconds = value === undefined ? undefined : readWholeNumber(value);
  if (seconds === undefined || seconds < 1)
    throw new MongoError(72, 'only ttlMonitorSleepSecs (>= 1) can be set on this store');
  const was = parts.setSweepSeconds(seconds);
  return { was };
}

export const serverCommands: Readonly<Record<string, CommandDefinition>> = {
  hello: hello('hello'),
  isMaster: hello('isMaster'),
  ismaster: hello('ismaster'),
  ping: answer(['ping'], () => ({})),
  endSessions: answer(['endSessions'], () => ({})),
  buildInfo: answer(['buildInfo'], runBuildInfo),
  buildinfo: answer(['buildinfo'], runBuildInfo),
  getParameter: answer(['getParameter', 'featureCompatibilityVersion'], () => ({
    featureCompatibilityVersion: { version: '7.0' },
  })),
  setParameter: answer(['setParameter', 'ttlMonitorSleepSecs'], runSetParameter),
  serverStatus: answer(['serverStatus'], ({ parts, cursors }) => ({
    version: VERSION,
    process: 'baosong-document-store',
    pid: process.pid,
    uptime: Math.floor((Date.now() - parts.startedAt) / 1000),
    connections: { current: parts.connections() },
    metrics: { cursor: { open: { total: cursors.size } } },
  })),
};

function runBuildInfo(): Reply {
  return {
    version: VERSION,
    versionArray: [7, 0, 0, 0],
    modules: ['baosong-document-store'],
    bits: 64,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  };
}
