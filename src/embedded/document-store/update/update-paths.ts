import { MongoError } from '../mongo-error.js';
import { renameTarget, type UpdateStep } from './update-step.js';

/** Refuses paths that no update may name. */
export function checkUpdatePath(path: string, parts: readonly string[]): void {
  if (path === '') throw new MongoError(56, 'An empty update path is not valid.');
  if (parts.includes('')) {
    throw new MongoError(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  }
  const first = parts[0] ?? '';
  if (first.startsWith('$')) {
    if (first === '$')
      throw new MongoError(
        2,
        `Cannot have positional (i.e. '$') element in the first position in path '${path}'`,
      );
    throw new MongoError(
      52,
      `The dollar ($) prefixed field '${first}' in '${path}' is not valid for storage.`,
    );
  }
  if (parts.filter((part) => part === '$').length > 1) {
    throw new MongoError(2, `Too many positional (i.e. '$') elements found in path '${path}'`);
  }
}

/** Two changes may not touch the same path, nor one a part of the other, nor an array both by `$[]` and by position. */
export function checkConflicts(steps: readonly UpdateStep[]): void {
  const paths = new Set<string>();
  const ancestors = new Map<string, boolean>();
  for (const step of steps) {
    for (const path of step.operator === '$rename' ? [step.path, renameTarget(step)] : [step.path]) {
      if (ancestors.has(path)) throw conflict(path, path);
      checkAncestors(path, paths, ancestors);
      paths.add(path);
    }
  }
}

/** Notes for every proper beginning of the path whether it is entered as an array (`$[]`). */
function checkAncestors(path: string, paths: ReadonlySet<string>, ancestors: Map<string, boolean>): void {
  if (paths.has(path)) throw conflict(path, path);
  for (let end = path.lastIndexOf('.'); end !== -1; end = path.lastIndexOf('.', end - 1)) {
    const prefix = path.slice(0, end);
    const asArray = path.startsWith('$[', end + 1);
    if (paths.has(prefix) || (ancestors.get(prefix) ?? asArray) !== asArray) throw conflict(path, prefix);
    ancestors.set(prefix, asArray);
  }
}

function conflict(path: string, at: string): MongoError {
  return new MongoError(40, `Updating the path '${path}' would create a conflict at '${at}'`);
}
