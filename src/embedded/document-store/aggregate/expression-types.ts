import type { RawValue } from '../bson/raw-value.js';

/** What an expression sees: the document of the stage and the variables in force. */
export interface Scope {
  root: RawValue;
  variables: ReadonlyMap<string, RawValue | undefined>;
}

/** A compiled expression; undefined is "missing". */
export type Expression = (scope: Scope) => RawValue | undefined;

export type Compile = (value: RawValue) => Expression;

/** Compiles the argument of one operator. */
export type OperatorCompiler = (argument: RawValue, compile: Compile, name: string) => Expression;

export const NO_VARIABLES: ReadonlyMap<string, RawValue | undefined> = new Map();
