import type { RawValue } from '../bson/raw-value.js';
import { readString } from '../bson/scalars.js';

export const UPDATE_OPERATORS = [
  '$set',
  '$unset',
  '$inc',
  '$mul',
  '$min',
  '$max',
  '$rename',
  '$setOnInsert',
  '$currentDate',
  '$push',
  '$addToSet',
  '$pull',
  '$pullAll',
  '$pop',
] as const;

export type UpdateOperator = (typeof UPDATE_OPERATORS)[number];

/** One change: operator, the path as parts, and its argument. */
export interface UpdateStep {
  operator: UpdateOperator;
  path: string;
  parts: readonly string[];
  argument: RawValue;
  /** Which elements `$pull` removes; compiled once per command. */
  pulls?: (element: RawValue) => boolean;
}

/** The `to` path of a `$rename`. */
export function renameTarget(step: UpdateStep): string {
  return readString(step.argument);
}
