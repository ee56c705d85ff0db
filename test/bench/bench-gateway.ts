import type { Role } from '../../schemas/account.js';
import type { ContentItem } from '../../schemas/content-item.js';
import { toInstant } from '../../schemas/instant.js';
import { createIssueKey, createRegisterAccount } from '../../src/registry/register-account.js';
import { until, type BenchStack } from './bench-stack.js';

export type Keys = Record<'admin' | 'editor' | 'duty' | 'secrecy', string>;

/** An organization, a unit, and the people that a flash item needs; answers their keys. */
export async function hirePeople({ app }: Pick<BenchStack, 'app'>): Promise<Keys> {
  const person = { name: '张三' };
  for (const id of ['bureau', 'unit']) {
    const kind = id === 'unit' ? 'unit' : 'bureau';
    const createdAt = toInstant(new Date());
    await app.stores.organizations.create({
      ...{ id, name: id, kind, responsible: person, liaison: person, createdAt },
    });
  }
  const hire = async (id: string, organizationId: string, role: Role): Promise<string> => {
    await createRegisterAccount({ ...app.stores, now: app.now })({
      ...{ id, name: id, organizationId, roles: [role] },
    });
    return (await createIssueKey({ ...app.stores, now: app.now })(id)).apiKey;
  };
  return {
    admin: await hire('admin', 'bureau', 'system-administrator'),
    editor: await hire('editor', 'unit', 'unit-editor'),
    duty: await hire('duty', 'bureau', 'duty-officer'),
    secrecy: await hire('secrecy', 'bureau', 'secrecy-reviewer'),
  };
}

export async function call(
  url: string,
  key: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<ContentItem> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer as ContentItem;
}

/** Registers both portals at these addresses; resolves when the workers have found them. */
export async function registerPortals(
  { app, url }: Pick<BenchStack, 'app' | 'url'>,
  admin: string,
  [bureau = '', central = '']: readonly string[],
  settings: Record<string, unknown> = {},
): Promise<void> {
  const common = { name: '门户', routes: [{}], ...settings };
  await call(url, admin, 'POST', '/api/v1/portals', {
    ...{ ...common, id: 'bureau', adapter: 'bureau', options: { baseUrl: bureau } },
    secrets: { token: 'bench-token', callbackKey: 'unused-callback-key' },
  });
  await call(url, admin, 'POST', '/api/v1/portals', {
    ...{ ...common, id: 'central', adapter: 'central', options: { baseUrl: central, sender: 'bm07000001' } },
    secrets: { signingKey: 'bench-signing-key', callbackKey: 'unused-callback-key' },
  });
  // A worker that listens at a queue keeps its options there: both processes have found both portals.
  await until('the workers have found the portals', async () => app.queues.isReady());
  await new Promise((resolve) => setTimeout(resolve, 3000));
}
