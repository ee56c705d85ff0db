import type { PortalAdapter } from '../../adapters/portal-adapter.js';
import { AppError, type FieldError } from '../../schemas/errors.js';
import { MAPPING_TARGETS } from '../../schemas/field-mapping.js';
import type { Acknowledgement, NewPortal, Portal } from '../../schemas/portal.js';
import { validator } from '../../schemas/validator.js';
import { nextOpening } from '../domain/quiet-hours.js';

/** What a portal would be like, and which credentials it would hold. */
export type PortalPlan = Omit<NewPortal, 'secrets'> & { secretNames: readonly string[] };

/** Throws `validation-failed` unless a portal of this make can work. */
export function checkPortal(plan: PortalPlan, adapters: readonly PortalAdapter[]): void {
  const adapter = adapters.find((each) => each.name === plan.adapter);
  const fields = adapter ? findWrong(plan, adapter) : [unknownAdapter(adapters)];
  if (fields.length > 0)
    throw new AppError('validation-failed', 'this portal cannot be registered', { fields });
}

/** How a portal acknowledges: as it was set, else whatever its family and options can. */
export function acknowledgementsOf(
  { acknowledges, options }: Pick<Portal, 'acknowledges' | 'options'>,
  adapter: PortalAdapter,
): readonly Acknowledgement[] {
  return acknowledges ?? adapter.acknowledges(options);
}

/** Whether somebody must look for the portal's verdicts: it shows them in a list, or tells them only when asked. */
export function looksForVerdicts(ways: readonly Acknowledgement[]): boolean {
  return ways.includes('public-list') || (ways.includes('asking') && !ways.includes('callback'));
}

function findWrong(plan: PortalPlan, adapter: PortalAdapter): FieldError[] {
  const checked = validator(adapter.optionsSchema).check(plan.options);
  // What follows reads the options, and may take them for what their schema says.
  const options = checked.ok
    ? [...wrongSecrets(plan, adapter), ...wrongWays(plan, adapter), ...wrongMapping(plan, adapter)]
    : checked.fields.map((field) => ({ ...field, pointer: `/options${field.pointer}` }));
  return [...options, ...wrongOperations(plan, adapter), ...wrongHours(plan)];
}

function wrongSecrets(plan: PortalPlan, adapter: PortalAdapter): FieldError[] {
  const needed = (adapter.neededSecrets?.(plan.options) ?? adapter.secrets).filter(
    (name) => name !== 'callbackKey' || acknowledgementsOf(plan, adapter).includes('callback'),
  );
  const missing = needed.filter((name) => !plan.secretNames.includes(name));
  const unknown = plan.secretNames.filter((name) => !adapter.secrets.includes(name));
  return [
    ...missing.map((name) => wrong(`/secrets/${name}`, '缺少此凭据', 'this credential is required')),
    ...unknown.map((name) =>
      wrong(`/secrets/${name}`, '没有这种凭据', 'the family knows no such credential'),
    ),
  ];
}

function wrongWays(plan: PortalPlan, adapter: PortalAdapter): FieldError[] {
  const able = adapter.acknowledges(plan.options);
  return (plan.acknowledges ?? [])
    .filter((way) => !able.includes(way))
    .map((way) =>
      wrong(
        '/acknowledges',
        `这种门户或其选项不支持 ${way}，可选：${able.join('、')}`,
        `the family, or its options, cannot ${way}; choose from: ${able.join(', ')}`,
      ),
    );
}

function wrongOperations({ operations }: PortalPlan, adapter: PortalAdapter): FieldError[] {
  if (!operations) return [];
  if (!operations.includes('publish'))
    return [wrong('/operations', '门户至少要能发布 publish', 'a portal must at least be able to publish')];
  return operations
    .filter((operation) => !adapter.operations.includes(operation))
    .map((operation) =>
      wrong('/operations', `这种门户不支持 ${operation}`, `the family cannot ${operation}`),
    );
}

function wrongMapping({ fieldMapping = [], options }: PortalPlan, adapter: PortalAdapter): FieldError[] {
  const names = adapter.fieldNames(options);
  const seen = new Set<string>();
  return fieldMapping.flatMap(({ to, from, constant }, index) => {
    const pointer = `/fieldMapping/${index}/to`;
    if (seen.has(to)) return [wrong(pointer, '该字段已有映射', 'this field is mapped already')];
    seen.add(to);
    if (names === 'theirs') {
      const hasValue = (from?.length ?? 0) > 0 || constant !== undefined;
      return hasValue ? [] : [wrong(pointer, '须给出 from 或 constant', 'give from or constant')];
    }
    const isOurs = MAPPING_TARGETS.some((name) => name === to);
    const known = MAPPING_TARGETS.join(', ');
    return isOurs
      ? []
      : [
          wrong(
            pointer,
            `这种门户的字段名已定，可选：${known}`,
            `the family fixes the names; choose from: ${known}`,
          ),
        ];
  });
}

/** Any moment will do: windows repeat by the week. */
function wrongHours(plan: PortalPlan): FieldError[] {
  if (nextOpening(plan, 'routine', new Date(0)) !== undefined) return [];
  return [wrong('/quietHours', '静默时段占满了全部时间', 'the quiet hours leave no time at all')];
}

function unknownAdapter(adapters: readonly PortalAdapter[]): FieldError {
  const names = adapters.map((each) => each.name).join(', ');
  return wrong('/adapter', `没有这种门户类型，可选：${names}`, `no such adapter; choose one of: ${names}`);
}

function wrong(pointer: string, zh: string, en: string): FieldError {
  return { pointer, zh, en };
}
