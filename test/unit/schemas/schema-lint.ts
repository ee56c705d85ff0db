import { Ajv2020 } from 'ajv/dist/2020.js';
import * as ajvFormats from 'ajv-formats';

interface SchemaNode {
  type?: unknown;
  description?: unknown;
  properties?: Record<string, unknown>;
  patternProperties?: Record<string, unknown>;
  additionalProperties?: unknown;
  items?: unknown;
  maxItems?: unknown;
  maxLength?: unknown;
  [keyword: string]: unknown;
}

/** Keywords whose value is a schema, a list of schemas, or schemas by name. */
const ONE = [
  'items',
  'not',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
  'additionalProperties',
] as const;
const SEVERAL = ['anyOf', 'allOf', 'oneOf', 'prefixItems'] as const;
const NAMED = ['properties', 'patternProperties', '$defs'] as const;

/** What breaks our rules in one schema, each as `path: rule`; empty for a good one. */
export function lintSchema(schema: object): string[] {
  return [...compileProblems(schema), ...lintNode(schema as SchemaNode, '')];
}

/** Strict Ajv refuses unknown keywords and formats, and constraints that can never apply. */
function compileProblems(schema: object): string[] {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allowUnionTypes: true, validateFormats: true });
  ajvFormats.default.default(ajv);
  try {
    ajv.compile(schema);
    return [];
  } catch (error) {
    return [`(whole): does not compile: ${String(error)}`];
  }
}

function lintNode(node: SchemaNode, path: string): string[] {
  return [
    ...objectProblems(node, path),
    ...arrayProblems(node, path),
    ...children(node).flatMap(([name, child]) => lintNode(child, `${path}/${name}`)),
  ];
}

function objectProblems(node: SchemaNode, path: string): string[] {
  if (node.type !== 'object' && !node.properties) return [];
  const isRecord = node.properties === undefined && node.patternProperties !== undefined;
  const closed = isRecord || node.additionalProperties === false;
  const undescribed = Object.entries(node.properties ?? {}).filter(([, property]) => !isDescribed(property));
  return [
    ...(closed ? [] : [`${path || '(root)'}: additionalProperties is not false`]),
    ...undescribed.map(([name]) => `${path}/${name}: no description`),
  ];
}

/** A property that is an object speaks through its own properties, each of which must be described. */
function isDescribed(property: unknown): boolean {
  const { description, properties } = property as SchemaNode;
  return (typeof description === 'string' && description.trim() !== '') || properties !== undefined;
}

/** A list without a bound must at least say what it lists. */
function arrayProblems({ type, maxItems, description }: SchemaNode, path: string): string[] {
  const unbounded = type === 'array' && maxItems === undefined && description === undefined;
  return unbounded ? [`${path || '(root)'}: neither bounded nor described`] : [];
}

function children(node: SchemaNode): [string, SchemaNode][] {
  const one = ONE.map((keyword): [string, unknown] => [keyword, node[keyword]]);
  const several = SEVERAL.flatMap((keyword) => Object.entries(node[keyword] ?? {}));
  const named = NAMED.flatMap((keyword) => Object.entries(node[keyword] ?? {}));
  return [...one, ...several, ...named].filter((entry): entry is [string, SchemaNode] => isNode(entry[1]));
}

function isNode(value: unknown): value is SchemaNode {
  return typeof value === 'object' && value !== null;
}
