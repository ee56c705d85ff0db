import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { Static } from 'typebox';
import { AppError, type FieldError } from '../schemas/errors.js';
import type { Lane } from '../schemas/lane.js';
import { shape } from '../schemas/shape.js';
import { validator } from '../schemas/validator.js';
import { SETTINGS } from './settings.js';

// The list's default stands apart because `oneOf` describes words, not settings.
const DEFAULTS: Record<string, unknown> = { LOG_LEVEL: 'info' };

export const ConfigSchema = shape(SETTINGS, 'settings, from the environment');
export type Config = Readonly<Static<typeof ConfigSchema>>;
const checkedConfig = validator(ConfigSchema);

type SettingName = keyof typeof SETTINGS;
const NAMES = Object.keys(SETTINGS) as SettingName[];

interface Setting {
  name: SettingName;
  description: string;
  fallback: unknown;
  secret: boolean;
}

/** The settings in the order of the README's table. */
export function listSettings(): Setting[] {
  return NAMES.map((name) => {
    const schema: Record<string, unknown> = { ...SETTINGS[name] };
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

/** Jobs that could begin and have not, in one queue of a lane, beyond which people are told. */
export function backlogLimitsOf(config: Config): Record<Lane, number> {
  return {
    flash: config.BACKLOG_FLASH,
    urgent: config.BACKLOG_URGENT,
    routine: config.BACKLOG_ROUTINE,
    backfill: config.BACKLOG_BACKFILL,
  };
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
  const schema: Record<string, unknown> = { ...SETTINGS[name] };
  return schema.type === 'integer' && /^-?\d+$/.test(given) ? Number(given) : given;
}

function describe(fields: FieldError[]): string {
  return fields.map((field) => `${field.pointer.slice(1)} ${field.zh} / ${field.en}`).join('; ');
}
