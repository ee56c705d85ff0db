import { posix } from 'node:path';
import ts from 'typescript';

/** Layers from the ground up: a file imports from its own layer and those below, never from above. */
const LAYERS = ['schemas', 'adapters', 'src', 'workers'] as const;

/** Packages that only some folders may use, because everything else must work without knowing them. */
const PACKAGE_HOMES: Readonly<Record<string, readonly string[]>> = {
  express: ['src/http/', 'src/sandbox/'],
  mongoose: ['src/store/'],
  bullmq: ['src/queue/', 'workers/'],
};

/** `src/embedded` starts processes and hands their environment on. */
const ENVIRONMENT_HOMES = ['src/config.ts', 'src/embedded/'];

/** What an adapter must do without, although the layers would not forbid a package. */
const FORBIDDEN_IN_ADAPTERS = ['mongoose', 'mongodb', 'bullmq', 'ioredis', 'express', 'lmdb'];

/** Breaches of the import rules in one source file, each in a sentence; `path` is relative to the root, with slashes. */
export function findBreaches(path: string, source: string): string[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  return [...importBreaches(path, file), ...environmentBreaches(path, file), ...exportBreaches(path, file)];
}

function importBreaches(path: string, file: ts.SourceFile): string[] {
  return importedNames(file).flatMap((name) =>
    name.startsWith('.')
      ? fileBreaches(path, posix.join(posix.dirname(path), name))
      : packageBreaches(path, name),
  );
}

/** Static and dynamic imports, types included: knowing another layer's types is knowing the layer. */
function importedNames(file: ts.SourceFile): string[] {
  const names: string[] = [];
  visit(file, (node) => {
    const specifier = specifierOf(node);
    if (specifier && ts.isStringLiteralLike(specifier)) names.push(specifier.text);
  });
  return names;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isDynamic ? node.arguments[0] : undefined;
}

function fileBreaches(path: string, target: string): string[] {
  const from = layerOf(path);
  const to = layerOf(target);
  if (to === -1) return [`${path} imports ${target}, which lies outside the product`];
  if (to > from)
    return [`${path} imports ${target}: ${LAYERS[from] ?? ''} must not know ${LAYERS[to] ?? ''}`];
  const leavesDomain = path.startsWith('src/domain/') && !/^(src\/domain|schemas)\//.test(target);
  return leavesDomain ? [`${path} imports ${target}: domain knows nothing but schemas`] : [];
}

function layerOf(path: string): number {
  return LAYERS.findIndex((layer) => path.startsWith(`${layer}/`));
}

function packageBreaches(path: string, name: string): string[] {
  const homes = PACKAGE_HOMES[packageName(name)];
  const outside = homes !== undefined && !homes.some((home) => path.startsWith(home));
  const inAdapter = path.startsWith('adapters/') && FORBIDDEN_IN_ADAPTERS.includes(packageName(name));
  const inDomain = path.startsWith('src/domain/');
  return [
    ...(outside ? [`${path} imports ${name}: only ${homes.join(' and ')} may`] : []),
    ...(inAdapter && !outside ? [`${path} imports ${name}: adapters have no store and no queue`] : []),
    ...(inDomain ? [`${path} imports ${name}: domain knows nothing but schemas`] : []),
  ];
}

function packageName(name: string): string {
  const [scope = '', rest = ''] = name.split('/');
  return scope.startsWith('@') ? `${scope}/${rest}` : scope;
}

function environmentBreaches(path: string, file: ts.SourceFile): string[] {
  if (ENVIRONMENT_HOMES.some((home) => path.startsWith(home))) return [];
  const readers: ts.Node[] = [];
  visit(file, (node) => {
    if (readsEnvironment(node)) readers.push(node);
  });
  if (readers.length === 0) return [];
  return [`${path} reads the environment: only ${ENVIRONMENT_HOMES.join(' and ')} may`];
}

/** `process.env`, `process['env']`, `const { env } = process`, `import { env } from 'node:process'`. */
function readsEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return isProcess(node.expression) && node.name.text === 'env';
  if (ts.isElementAccessExpression(node)) {
    return (
      isProcess(node.expression) &&
      ts.isStringLiteralLike(node.argumentExpression) &&
      node.argumentExpression.text === 'env'
    );
  }
  if (ts.isVariableDeclaration(node)) {
    return node.initializer !== undefined && isProcess(node.initializer) && bindsEnv(node.name);
  }
  return (
    ts.isImportSpecifier(node) && (node.propertyName ?? node.name).text === 'env' && comesFromProcess(node)
  );
}

function isProcess(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node))
    return node.name.text === 'process' && node.expression.getText() === 'globalThis';
  return ts.isIdentifier(node) && node.text === 'process';
}

function bindsEnv(name: ts.BindingName): boolean {
  return (
    ts.isObjectBindingPattern(name) &&
    name.elements.some((element) => (element.propertyName ?? element.name).getText() === 'env')
  );
}

function comesFromProcess(node: ts.ImportSpecifier): boolean {
  const { moduleSpecifier } = node.parent.parent.parent;
  return ts.isStringLiteral(moduleSpecifier) && /^(node:)?process$/.test(moduleSpecifier.text);
}

function exportBreaches(path: string, file: ts.SourceFile): string[] {
  const hasDefault = file.statements.some(
    (statement) =>
      ts.isExportAssignment(statement) || hasDefaultModifier(statement) || exportsAsDefault(statement),
  );
  return hasDefault ? [`${path} has a default export`] : [];
}

function hasDefaultModifier(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
}

function exportsAsDefault(statement: ts.Statement): boolean {
  const clause = ts.isExportDeclaration(statement) ? statement.exportClause : undefined;
  return (
    clause !== undefined &&
    ts.isNamedExports(clause) &&
    clause.elements.some(({ name }) => name.text === 'default')
  );
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => {
    visit(child, see);
  });
}
