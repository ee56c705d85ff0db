import { Type, type TProperties } from 'typebox';
import { oneOf, optional } from '../schemas/shape.js';

const wholeNumber = (description: string, fallback: number, minimum: number, maximum: number) =>
  Type.Integer({ description, default: fallback, minimum, maximum });

/** Every setting, by the name of its environment variable. `secret` values never appear in the summary. */
export const SETTINGS = {
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
  BACKLOG_FLASH: wholeNumber(
    'jobs of the flash lane that may wait in one queue before an alert',
    50,
    1,
    10_000_000,
  ),
  BACKLOG_URGENT: wholeNumber('the same for the urgent lane', 500, 1, 10_000_000),
  BACKLOG_ROUTINE: wholeNumber('the same for the routine lane', 5000, 1, 10_000_000),
  BACKLOG_BACKFILL: wholeNumber(
    'the same for the backfill lane, which comes in bulk and waits by its nature',
    500_000,
    1,
    10_000_000,
  ),
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
