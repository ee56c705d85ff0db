import { BsonType, isNumberType, typeName } from '../bson/bson-type.js';
import { fieldsOf, firstElement, type RawValue } from '../bson/raw-value.js';
import { describeElement, describeValue } from '../bson/describe.js';
import { readString, readWholeNumber } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import { compilePull } from './compile-pull.js';
import { checkConflicts, checkUpdatePath } from './update-paths.js';
import { renameTarget, UPDATE_OPERATORS, type UpdateOperator, type UpdateStep } from './update-step.js';

/** A compiled update: a replacement document, or changes in MongoDB's order (by path). */
export type Update =
  | { kind: 'replace'; document: RawValue }
  | { kind: 'modify'; steps: readonly UpdateStep[]; heads: ReadonlySet<string>; usesPosition: boolean };

const OPERATORS: ReadonlySet<string> = new Set(UPDATE_OPERATORS);

function isOperator(name: string): name is UpdateOperator {
  return OPERATORS.has(name);
}

/** Compiles the `u` or `update` field of a command. */
export function parseUpdate(value: RawValue): Update {
  if (value.type === BsonType.array) {
    throw new MongoError(238, 'Updates with an aggregation pipeline are not supported by this store');
  }
  if (value.type !== BsonType.object) {
    throw new MongoError(9, `Update argument must be either an object or an array`);
  }
  if (firstElement(value)?.name.startsWith('$') !== true) return parseReplacement(value);
  const steps = fieldsOf(value).flatMap(({ name, value: changes }) => parseOperator(name, changes));
  checkConflicts(steps);
  return {
    kind: 'modify',
    steps: steps.sort((a, b) => comparePaths(a.parts, b.parts)),
    heads: new Set(steps.flatMap(headsOf)),
    usesPosition: steps.some(({ parts }) => parts.includes('$')),
  };
}

/** Field by field; numbers by value, as MongoDB creates them. */
function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    if (left === right) continue;
    if (/^\d+$/.test(left) && /^\d+$/.test(right)) return Number(left) - Number(right);
    return left < right ? -1 : 1;
  }
  return -1;
}

/** Top-level fields that a step may change. */
function headsOf(step: UpdateStep): string[] {
  return [
    step.parts[0] ?? '',
    ...(step.operator === '$rename' ? [renameTarget(step).split('.')[0] ?? ''] : []),
  ];
}

function parseReplacement(document: RawValue): Update {
  for (const { name } of fieldsOf(document)) {
    if (name.startsWith('$')) {
      throw new MongoError(
        52,
        `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      );
    }
  }
  return { kind: 'replace', document };
}

function parseOperator(name: string, changes: RawValue): UpdateStep[] {
  if (!isOperator(name)) {
    throw new MongoError(
      9,
      `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  }
  if (changes.type !== BsonType.object) {
    throw new MongoError(
      9,
      `Modifiers operate on fields but we found type ${typeName(changes.type)} instead. For example: {$mod: {<field>: ...}} not {${describeElement(name, changes)}}`,
    );
  }
  return fieldsOf(changes).map(({ name: path, value }) => parseStep(name, path, value));
}

function parseStep(operator: UpdateOperator, path: string, argument: RawValue): UpdateStep {
  const parts = path.split('.');
  checkUpdatePath(path, parts);
  const step: UpdateStep = { operator, path, parts, argument };
  checkArgument(step);
  return operator === '$pull' ? { ...step, pulls: compilePull(argument) } : step;
}

function checkArgument({ operator, path, argument }: UpdateStep): void {
  if ((operator === '$inc' || operator === '$mul') && !isNumberType(argument.type)) {
    const verb = operator === '$inc' ? 'increment' : 'multiply';
    throw new MongoError(
      14,
      `Cannot ${verb} with non-numeric argument: {${describeElement(path, argument)}}`,
    );
  }
  if (operator === '$pop') checkPop(argument);
  if (operator === '$rename') checkRename(path, argument);
  if (operator === '$pullAll' && argument.type !== BsonType.array) {
    throw new MongoError(2, `$pullAll requires an array argument but was given a ${typeName(argument.type)}`);
  }
}

function checkPop(argument: RawValue): void {
  const end = readWholeNumber(argument);
  if (end !== 1 && end !== -1)
    throw new MongoError(9, `$pop expects 1 or -1, found: ${describeValue(argument)}`);
}

const DYNAMIC = /(^|\.)\$/;

function checkRename(path: string, argument: RawValue): void {
  if (argument.type !== BsonType.string) {
    throw new MongoError(
      2,
      `The 'to' field for $rename must be a string: ${describeElement(path, argument)}`,
    );
  }
  const target = readString(argument);
  checkUpdatePath(target, target.split('.'));
  if (DYNAMIC.test(path)) throw new MongoError(2, `The source field for $rename may not be dynamic: ${path}`);
  if (DYNAMIC.test(target))
    throw new MongoError(2, `The destination field for $rename may not be dynamic: ${target}`);
  if (path === target)
    throw new MongoError(2, `The source and target field for $rename must differ: ${path}: "${target}"`);
  if (`${target}.`.startsWith(`${path}.`) || `${path}.`.startsWith(`${target}.`)) {
    throw new MongoError(
      2,
      `The source and target field for $rename must not be on the same path: ${path}: "${target}"`,
    );
  }
}
