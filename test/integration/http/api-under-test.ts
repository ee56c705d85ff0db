import request from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import type { Role } from '../../../schemas/account.js';
import { createApi, type ApiSettings } from '../../../src/http/create-api.js';
import type { ObservedRequest } from '../../../src/http/request-log.js';
import { createInMemory, keyOf, type InMemory } from './in-memory-dependencies.js';

export const PUBLIC_URL = 'https://gateway.example.gov.cn';

export interface LogLine {
  level: 'info' | 'warn' | 'error';
  event: string;
  fields: Record<string, unknown>;
}

export interface ApiUnderTest {
  app: ReturnType<typeof createApi>;
  memory: InMemory;
  log: LogLine[];
  observed: ObservedRequest[];
  /** A client that sends the key of an account with just this role. */
  as: (role: Role) => TestAgent;
  /** A client without a key. */
  anonymous: TestAgent;
}

export function createApiUnderTest(settings: Partial<ApiSettings> = {}): ApiUnderTest {
  const memory = createInMemory();
  const log: LogLine[] = [];
  const observed: ObservedRequest[] = [];
  const keep = (level: LogLine['level']) => (fields: object, event: string) => {
    log.push({ level, event, fields: { ...fields } });
  };
  const app = createApi(memory.deps, {
    publicUrl: PUBLIC_URL,
    log: { info: keep('info'), warn: keep('warn'), error: keep('error') },
    onRequest: (one) => observed.push(one),
    ...settings,
  });
  return {
    app,
    memory,
    log,
    observed,
    as: (role) => request.agent(app).set('Authorization', `Bearer ${keyOf(role)}`),
    anonymous: request.agent(app),
  };
}
