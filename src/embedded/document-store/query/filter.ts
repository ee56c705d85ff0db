import type { FieldPath } from '../bson/field-path.js';
import type { RawValue } from '../bson/raw-value.js';

export type CompareOperator = 'eq' | 'gt' | 'gte' | 'lt' | 'lte';

/** A test of one value; undefined stands for "the path leads nowhere". */
export type ValueTest =
  | { kind: 'compare'; operator: CompareOperator; value: RawValue }
  /** `values` in MongoDB's order. */
  | { kind: 'in'; values: RawValue[]; patterns: RegExp[] }
  | { kind: 'exists' }
  | { kind: 'type'; types: ReadonlySet<number> }
  | { kind: 'regex'; pattern: RegExp; source: RawValue | undefined }
  | { kind: 'mod'; divisor: number; remainder: number }
  | { kind: 'size'; size: number }
  | { kind: 'elemMatchObject'; filter: Filter }
  | { kind: 'elemMatchValue'; test: ValueTest }
  | { kind: 'all'; tests: ValueTest[] }
  | { kind: 'any'; tests: ValueTest[] }
  | { kind: 'not'; test: ValueTest };

/** A compiled query. */
export type Filter =
  | { kind: 'and' | 'or' | 'nor'; filters: Filter[] }
  | { kind: 'not'; filter: Filter }
  | { kind: 'path'; path: FieldPath; test: ValueTest }
  | { kind: 'expression'; holds: (document: RawValue) => boolean }
  | { kind: 'always'; result: boolean };

export const MATCH_ALL: Filter = { kind: 'and', filters: [] };
