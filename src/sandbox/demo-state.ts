import { chmod, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Type, type Static } from 'typebox';
import { isAppError } from '../../schemas/errors.js';
import { count, instant, oneOf, optional, shape, text } from '../../schemas/shape.js';
import { validator } from '../../schemas/validator.js';

const port = (description: string) => Type.Integer({ minimum: 1, maximum: 65535, description });

/** What one run of the sandbox must know to go on after it was killed; `demo-state.json`, readable by its owner only. */
export const DemoState = shape({
  format: Type.Literal(1, { description: 'version of this file' }),
  runId: Type.String({ pattern: '^[0-9a-f]{8}$', description: 'tells the runs apart' }),
  startedAt: instant('start of the run; the sample articles are dated from it'),
  phase: oneOf(['setup', 'running', 'finished'], 'setup: keys may be missing, so the run cannot be resumed'),
  backlog: count('old articles'),
  ports: shape({
    api: port('API'),
    hubei: port('RSS site'),
    geodesy: port('TRS site'),
    sichuan: port('jpage site'),
    quality: port('disclosure catalogue'),
    ngcc: port('site of the pushing CMS'),
    inbox: port('where that CMS hears of its items'),
    bureau: port('bureau portal'),
    central: port('central portal'),
  }),
  secrets: shape({
    desk: text('webmasters', 100),
    bureauToken: text('bureau portal', 100),
    bureauCallback: text('signs its callbacks', 100),
    centralSigning: text('signs packages', 100),
    centralCallback: text('signs its callbacks', 100),
    unitCallback: optional(text('signs what the unit hears; known once it is registered', 200)),
  }),
  keys: Type.Record(Type.String(), Type.String(), { description: 'API keys by account' }),
});
export type DemoState = Static<typeof DemoState>;
const demoState = validator(DemoState);

const FILE = 'demo-state.json';

/** Undefined when there is none, or when it is not one of ours to go on from. */
export async function readDemoState(folder: string): Promise<DemoState | undefined> {
  try {
    return demoState.parse(JSON.parse(await readFile(join(folder, FILE), 'utf8')), FILE);
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (absent || isAppError(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Replaces the file in one step, so that a crash leaves the old one or the new one. */
export async function writeDemoState(folder: string, state: DemoState): Promise<void> {
  await replaceFile(join(folder, FILE), `${JSON.stringify(state, null, 2)}\n`);
}

export async function replaceFile(path: string, content: string): Promise<void> {
  const draft = `${path}.new`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await chmod(draft, 0o600);
  await rename(draft, path);
}
