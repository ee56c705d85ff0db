import { describe, expect, test } from '@jest/globals';
import type { AppError } from '../../schemas/errors.js';
import { listSettings, loadConfig, summarizeConfig, toEnvironment } from '../../src/config.js';

function problems(environment: Record<string, string>): AppError {
  try {
    loadConfig(environment);
  } catch (error) {
    return error as AppError;
  }
  throw new Error('nothing was wrong');
}

describe('the settings', () => {
  test('have defaults that are valid, and are frozen', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      PORT: 8080,
      HOST: '127.0.0.1',
      DATA_DIR: 'data',
      LOG_LEVEL: 'info',
      FETCH_ALLOW: '',
    });
    expect(config).not.toHaveProperty('MONGO_URL');
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('take empty and blank variables as absent, and numbers as numbers', () => {
    expect(loadConfig({ PORT: ' ', MONGO_URL: '', DRAIN_SECONDS: ' 7 ' })).toMatchObject({
      PORT: 8080,
      DRAIN_SECONDS: 7,
    });
  });

  test('may have other defaults for one command, which the environment overrides', () => {
    expect(loadConfig({}, { PORT: 0 }).PORT).toBe(0);
    expect(loadConfig({ PORT: '9000' }, { PORT: 0 }).PORT).toBe(9000);
  });

  test('that are wrong are all named at once, with what was expected, in two languages', () => {
    const error = problems({
      PORT: '80a',
      LOG_LEVEL: 'loud',
      SECRET_KEY: 'short',
      MONGO_URL: 'http://x',
      DRAIN_SECONDS: '0',
    });
    expect(error.code).toBe('configuration-invalid');
    const names = error.fields.map(({ pointer }) => pointer).sort();
    expect(names).toEqual(['/DRAIN_SECONDS', '/LOG_LEVEL', '/MONGO_URL', '/PORT', '/SECRET_KEY']);
    for (const { pointer, zh, en } of error.fields) {
      expect(error.message).toContain(pointer.slice(1));
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).toMatch(/[a-z]{3}/);
    }
  });

  test.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '1.5'],
    ['REDIS_URL', 'localhost:6379'],
    ['MONGO_DATABASE', 'a b'],
    ['PUBLIC_URL', 'not an address'],
    ['FETCH_MAX_BYTES', '999'],
  ])('%s=%s is refused', (name, value) => {
    expect(problems({ [name]: value }).fields.map(({ pointer }) => pointer)).toEqual([`/${name}`]);
  });

  test('never show a secret, neither in the summary nor in an error', () => {
    const secrets = {
      MONGO_URL: 'mongodb://user:pa55w0rd@db.test',
      REDIS_URL: 'redis://:pa55w0rd@redis.test',
      SECRET_KEY: 'ab'.repeat(32),
    };
    const summary = summarizeConfig(loadConfig(secrets));
    expect(summary).toMatchObject({ MONGO_URL: '***', REDIS_URL: '***', SECRET_KEY: '***', PORT: 8080 });
    expect(JSON.stringify(summary)).not.toMatch(/pa55w0rd|abab/);
    const wrong = problems({ SECRET_KEY: 'pa55w0rd', MONGO_URL: 'pa55w0rd' });
    expect(JSON.stringify([wrong.message, wrong.fields, wrong.details])).not.toContain('pa55w0rd');
  });

  test('reach a child process as they are', () => {
    const config = loadConfig({ PORT: '0', FETCH_ALLOW: '127.0.0.0/8', REDIS_URL: 'unix:///tmp/redis.sock' });
    expect(loadConfig(toEnvironment(config))).toEqual(config);
  });

  test('are each described, with a unit where there is one', () => {
    for (const { name, description } of listSettings()) {
      expect(description.length).toBeGreaterThan(10);
      if (/_MS$/.test(name)) expect(description).toContain('milliseconds');
      if (/_BYTES$/.test(name)) expect(description).toContain('bytes');
      if (/_SECONDS$/.test(name)) expect(description).toContain('seconds');
    }
  });
});
