import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { Type, type Static, type TProperties } from 'typebox';
import { AppError, type FieldError } from '../schemas/errors.js';
import { oneOf, optional, shape } from '../schemas/shape.js';
import { validator } from '../schemas/validator.js';

const wholeNumber = (description: string, fallback: number, minimum: number, maximum: number) =>
  Type.Integer({ description, default: fallback, minimum, maximum });

/** Every setting, by the name of its environment variable. `secret` values never appear in the summary. */
const properties = {
  PORT: wholeNumber('port of the API; 0 takes a free one', 8080, 0, 65535),
  HOST: Type.String({ description: 'address the API listens on', default: '127.0.0.1' }),
  PUBLIC_URL: optional(
    Type.String({
      description: 'address under which units and portals reach the API; default http://HOST:PORT',
      format: 'uri',
    }),
  ),
  WEBSUB_HUB: optional(
    Type.String({ description: 'WebSub hub that is told of our feeds; default none', format: 'uri' }),
  ),
  DATA_DIR: Type.String({
    description: 'folder of the embedded services, of generated keys, and of images and attachments',
    default: 'data',
  }),
  MONGO_URL: optional(
    Type.String({
      description: 'MongoDB connection string; without it the embedded document store starts under DATA_DIR',
      pattern: '^mongodb(\\+srv)?://',
      secret: true,
    }),
  ),
  MONGO_DATABASE: Type.String({
    description: 'name of the database',
    default: 'baosong',
    pattern: '^[A-Za-z0-9_-]{1,60}$',
  }),
  REDIS_URL: optional(
    Type.String({
      description: 'redis://, rediss:// or unix:// address; without it a private Redis starts under DATA_DIR',
      pattern: '^(rediss?|unix)://',
      secret: true,
    }),
  ),
  REDIS_PREFIX: Type.String({
    description: 'prefix of our keys in Redis',
    default: 'baosong',
    pattern: '^[A-Za-z0-9_-]{1,60}$',
  }),
  SECRET_KEY: optional(
    Type.String({
      description:
        '64 hexadecimal digits that encrypt stored credentials; without it one is generated under DATA_DIR',
      pattern: '^[0-9a-fA-F]{64}$',
      secret: true,
    }),
  ),
  NOTICE_KEEP_DAYS: wholeNumber('how long a notice is kept after it was read, in days', 90, 1, 3650),
  LOG_LEVEL: oneOf(
    ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    'least severe level that is logged',
  ),
  FETCH_ALLOW: Type.String({
    description: 'private networks the fetch client may reach, CIDR list separated by commas',
    default: '',
  }),
  FETCH_TIMEOUT_MS: wholeNumber('total time of one outbound request, in milliseconds', 30_000, 100, 600_000),
  FETCH_MAX_BYTES: wholeNumber(
    'largest outbound answer after decompression, in bytes',
    20_000_000,
    1000,
    1_000_000_000,
  ),
  PARSE_TIMEOUT_MS: wholeNumber(
    'longest time that reading one document may hold up a process, in milliseconds',
    5000,
    100,
    60_000,
  ),
  HOST_GAP_MS: wholeNumber('shortest time between two requests to one site, in milliseconds', 500, 0, 60_000),
  HOST_CONCURRENCY: wholeNumber('sources of one site that are collected at the same time', 1, 1, 16),
  COLLECT_SECONDS: wholeNumber('longest time of one collection of one source, in seconds', 600, 10, 86_400),
  POLL_MIN_SECONDS: wholeNumber(
    'shortest interval of sources that follow their own rhythm, in seconds',
    300,
    5,
    604_800,
  ),
  POLL_MAX_SECONDS: wholeNumber(
    'longest interval of sources that follow their own rhythm, in seconds',
    21_600,
    5,
    604_800,
  ),
  MEDIA_STORE: optional(
    Type.String({
      description:
        'where images and attachments are kept: s3://bucket/prefix; without it a folder in DATA_DIR',
      pattern: '^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9!_.*()/-]*)?$',
    }),
  ),
  MEDIA_S3_ENDPOINT: optional(
    Type.String({
      description: 'address of an S3-compatible service; without it the one of Amazon',
      format: 'uri',
      pattern: '^https?://',
    }),
  ),
  MEDIA_S3_REGION: Type.String({
    description: 'region of the bucket',
    default: 'us-east-1',
    pattern: '^[A-Za-z0-9-]{1,60}$',
  }),
  MEDIA_S3_ACCESS_KEY: optional(
    Type.String({ description: 'access key of the bucket', minLength: 1, secret: true }),
  ),
  MEDIA_S3_SECRET_KEY: optional(
    Type.String({ description: 'secret key of the bucket', minLength: 1, secret: true }),
  ),
  MEDIA_MAX_BYTES: wholeNumber(
    'largest image or attachment, in bytes after decompression',
    50_000_000,
    1000,
    2_000_000_000,
  ),
  MEDIA_ITEM_MAX_BYTES: wholeNumber(
    'most that the images and attachments of one item may take, in bytes',
    500_000_000,
    1000,
    20_000_000_000,
  ),
  MEDIA_ITEM_MAX_FILES: wholeNumber('most images and attachments fetched for one item', 200, 1, 1000),
  MEDIA_TIMEOUT_MS: wholeNumber('total time to fetch one file, in milliseconds', 300_000, 100, 3_600_000),
  DROP_DIR: optional(
    Type.String({
      description:
        'folder below which portals of the file-drop family have theirs; without it `drop` under DATA_DIR',
    }),
  ),
  LINK_CHECK_DAYS: wholeNumber(
    'days for which a link that worked is believed to work; 0 looks at no links',
    7,
    0,
    365,
  ),
  PORTAL_TIMEOUT_MS: wholeNumber(
    'time a portal, or the callback of a unit, has to answer, in milliseconds',
    15_000,
    100,
    600_000,
  ),
  BODY_LIMIT_BYTES: wholeNumber('largest request body, in bytes', 5_000_000, 1000, 100_000_000),
  VANISH_CONFIRM_SECONDS: wholeNumber(
    'seconds between the two times an article must be found missing before its withdrawal is proposed',
    600,
    0,
    2_592_000,
  ),
  MASS_VANISH_COUNT: wholeNumber('a source is never stopped for this many missing articles', 5, 1, 100_000),
  MASS_VANISH_PERCENT: wholeNumber(
    'share of its articles, missing at once, beyond which a source is stopped; percent',
    20,
    0,
    100,
  ),
  LOOK_AGAIN_SECONDS: wholeNumber(
    'seconds after which the article of a published item is looked at again once its source no longer lists it',
    604_800,
    60,
    31_536_000,
  ),
  LOOK_AGAIN_MAX_SECONDS: wholeNumber(
    'longest time between two such looks; each that finds the article there doubles it; in seconds',
    7_776_000,
    60,
    31_536_000,
  ),
  LOOK_AGAIN_COUNT: wholeNumber('such articles asked for in one collection; 0 asks for none', 5, 0, 100),
  DOCUMENT_LIMIT_BYTES: wholeNumber('largest uploaded document, in bytes', 20_000_000, 1000, 100_000_000),
  WATCH_SECONDS: wholeNumber('seconds between two looks for alerts', 15, 1, 3600),
  CENSUS_SECONDS: wholeNumber('seconds between two counts of what portals show', 300, 1, 86_400),
  CENSUS_TOLERANCE: wholeNumber('items by which a portal may differ before an alert', 0, 0, 1_000_000),
  ALERT_KEEP_DAYS: wholeNumber('days that alerts are kept after they are over', 90, 1, 3650),
  AUDIT_KEEP_DAYS: wholeNumber(
    'days that entries of the audit log are kept; 0 for ever, otherwise at least 180',
    0,
    0,
    36_500,
  ),
  RECONCILE_SECONDS: wholeNumber('seconds between two looks of each reconciler', 5, 1, 3600),
  DRAIN_SECONDS: wholeNumber('seconds a stopping process gives the work under way', 25, 1, 3600),
  DEMO_BACKLOG: wholeNumber('old articles that the training sandbox brings in as a backlog', 150, 0, 5000),
} satisfies TProperties;

// The list's default stands apart because `oneOf` describes words, not settings.
const DEFAULTS: Record<string, unknown> = { LOG_LEVEL: 'info' };

export const ConfigSchema = shape(properties, 'settings, from the environment');
export type Config = Readonly<Static<typeof ConfigSchema>>;
const checkedConfig = validator(ConfigSchema);

type SettingName = keyof typeof properties;
const NAMES = Object.keys(properties) as SettingName[];

interface Setting {
  name: SettingName;
  description: string;
  fallback: unknown;
  secret: boolean;
}

/** The settings in the order of the README's table. */
export function listSettings(): Setting[] {
  return NAMES.map((name) => {
    const schema: Record<string, unknown> = { ...properties[name] };
    return {
      name,
      description: String(schema.description),
      fallback: schema.default ?? DEFAULTS[name],
      secret: schema.secret === true,
    };
  });
}

/**
 * Reads, checks and freezes the settings; the only place that knows the environment. Throws `configuration-invalid`
 * naming every wrong variable and what was expected of it. Empty variables count as absent. `defaults` replaces defaults
 * of the table, for a command that has its own.
 */
export function loadConfig(
  environment: NodeJS.ProcessEnv = process.env,
  defaults: Partial<Config> = {},
): Config {
  const values: Record<string, unknown> = {};
  for (const { name, fallback } of listSettings()) {
    const given = environment[name]?.trim();
    const value = given === undefined || given === '' ? (defaults[name] ?? fallback) : toValue(name, given);
    if (value !== undefined) values[name] = value;
  }
  const checked = checkedConfig.check(values);
  const fields = checked.ok ? checkKeeping(checked.value) : checked.fields;
  if (checked.ok && fields.length === 0) return Object.freeze(checked.value);
  throw new AppError('configuration-invalid', describe(fields), { fields });
}

/** 等级保护: the record of what was done is kept for half a year at least. */
const LEAST_KEPT_DAYS = 180;

function checkKeeping({ AUDIT_KEEP_DAYS }: Static<typeof ConfigSchema>): FieldError[] {
  if (AUDIT_KEEP_DAYS === 0 || AUDIT_KEEP_DAYS >= LEAST_KEPT_DAYS) return [];
  const zh = `应为 0（永久保存）或不少于 ${LEAST_KEPT_DAYS}`;
  return [{ pointer: '/AUDIT_KEEP_DAYS', zh, en: `must be 0 (for ever) or at least ${LEAST_KEPT_DAYS}` }];
}

/** FETCH_ALLOW as a list of networks. */
export function networksOf({ FETCH_ALLOW }: Pick<Config, 'FETCH_ALLOW'>): string[] {
  return FETCH_ALLOW.split(',')
    .map((range) => range.trim())
    .filter(Boolean);
}

/** Address under which others reach the API. */
export function publicUrlOf(config: Config): string {
  return config.PUBLIC_URL?.replace(/\/+$/, '') ?? `http://${config.HOST}:${config.PORT}`;
}

/** Root of the folders that portals of the file-drop family take files from. */
export function dropFolderOf(config: Config): string {
  return resolve(config.DROP_DIR ?? join(config.DATA_DIR, 'drop'));
}

/** When missing articles are proposed for withdrawal, and when they are too many for that. */
export function vanishRulesOf(config: Config) {
  return {
    confirmSeconds: config.VANISH_CONFIRM_SECONDS,
    massCount: config.MASS_VANISH_COUNT,
    massPercent: config.MASS_VANISH_PERCENT,
  };
}

/** When published articles that no list names any more are looked at again. */
export function lookRulesOf(config: Config) {
  return {
    firstSeconds: config.LOOK_AGAIN_SECONDS,
    longestSeconds: config.LOOK_AGAIN_MAX_SECONDS,
    perCollection: config.LOOK_AGAIN_COUNT,
    confirmSeconds: config.VANISH_CONFIRM_SECONDS,
    massCount: config.MASS_VANISH_COUNT,
  };
}

/** The environment that a child process needs to read the same settings. */
export function toEnvironment(config: Config): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !NAMES.includes(name as SettingName));
  return {
    ...Object.fromEntries(inherited),
    ...Object.fromEntries(Object.entries(config).map(([k, v]) => [k, String(v)])),
  };
}

/** What is logged at start: names and values, secrets as `***`. */
export function summarizeConfig(config: Config): Record<string, unknown> {
  const values = new Map<string, unknown>(Object.entries(config));
  const settings = listSettings().filter(({ name }) => values.has(name));
  return {
    host: hostname(),
    ...Object.fromEntries(settings.map(({ name, secret }) => [name, secret ? '***' : values.get(name)])),
  };
}

function toValue(name: SettingName, given: string): unknown {
  const schema: Record<string, unknown> = { ...properties[name] };
  return schema.type === 'integer' && /^-?\d+$/.test(given) ? Number(given) : given;
}

function describe(fields: FieldError[]): string {
  return fields.map((field) => `${field.pointer.slice(1)} ${field.zh} / ${field.en}`).join('; ');
}
