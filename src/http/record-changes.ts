import type { Doing, RecordAction } from '../audit/record-action.js';
import type { ApiDependencies, Caller } from './api-dependencies.js';

type Registries = Pick<
  ApiDependencies,
  'organizations' | 'accounts' | 'sources' | 'portals' | 'routes' | 'policies' | 'rules'
>;

/**
 * Every use case that changes something other than an item, made to be recorded in the audit log: who, from where, what was
 * different before and after, why, and what came of it. What happens to items stands in their own histories.
 */
export function recordChanges(deps: ApiDependencies, record: RecordAction): ApiDependencies {
  return {
    ...deps,
    organizations: organizations(deps, record),
    accounts: accounts(deps, record),
    sources: sources(deps, record),
    portals: portals(deps, record),
    ...rulesets(deps, record),
    calendar: calendar(deps, record),
    dutyRoster: dutyRoster(deps, record),
    alerts: alerts(deps, record),
    callbacks: callbacks(deps, record),
  };
}

function calendar({ calendar }: ApiDependencies, record: RecordAction): ApiDependencies['calendar'] {
  const of = { thing: { kind: 'calendar' as const, id: 'calendar' }, read: () => calendar.find() };
  return {
    ...calendar,
    change: (change, caller) =>
      record({ ...of, action: 'calendar-changed', caller, ...why(change) }, () =>
        calendar.change(change, caller),
      ),
  };
}

function dutyRoster({ dutyRoster }: ApiDependencies, record: RecordAction): ApiDependencies['dutyRoster'] {
  const of = { thing: { kind: 'duty-roster' as const, id: 'duty-roster' }, read: () => dutyRoster.find() };
  return {
    ...dutyRoster,
    change: (change, caller) =>
      record({ ...of, action: 'duty-roster-changed', caller, ...why(change) }, () =>
        dutyRoster.change(change, caller),
      ),
  };
}

function alerts({ alerts }: ApiDependencies, record: RecordAction): ApiDependencies['alerts'] {
  return {
    ...alerts,
    acknowledge: (id, comment, caller) =>
      record(
        { action: 'alert-acknowledged', thing: { kind: 'alert', id }, caller, ...why({ comment }) },
        () => alerts.acknowledge(id, comment, caller),
      ),
  };
}

function callbacks({ callbacks }: ApiDependencies, record: RecordAction): ApiDependencies['callbacks'] {
  const of = (id: string, caller: Caller) => ({
    ...{ thing: { kind: 'callback' as const, id }, organizationId: id, caller },
    read: () => callbacks.find(id, caller),
  });
  return {
    ...callbacks,
    save: (id, request, caller) =>
      record({ ...of(id, caller), action: 'callback-saved' }, () => callbacks.save(id, request, caller)),
    remove: (id, caller) =>
      record({ ...of(id, caller), action: 'callback-removed' }, () => callbacks.remove(id, caller)),
    rotateSecret: (id, request, caller) =>
      record({ ...of(id, caller), action: 'callback-secret-changed' }, () =>
        callbacks.rotateSecret(id, request, caller),
      ),
    test: (id, caller) =>
      record({ ...of(id, caller), action: 'callback-tested' }, () => callbacks.test(id, caller)),
  };
}

function organizations({ organizations }: Registries, record: RecordAction): Registries['organizations'] {
  const of = (id: string) => ({
    ...{ thing: { kind: 'organization' as const, id }, organizationId: id },
    read: () => organizations.find(id),
  });
  return {
    ...organizations,
    create: (request, caller) =>
      record({ ...of(request.id), action: 'organization-created', caller }, () =>
        organizations.create(request, caller),
      ),
    grantConsent: (id, request, caller) =>
      record({ ...of(id), action: 'crawl-consent-granted', caller, comment: request.note }, () =>
        organizations.grantConsent(id, request, caller),
      ),
    withdrawConsent: (id, caller) =>
      record({ ...of(id), action: 'crawl-consent-withdrawn', caller }, () =>
        organizations.withdrawConsent(id, caller),
      ),
  };
}

function accounts({ accounts }: Registries, record: RecordAction): Registries['accounts'] {
  const of = (id: string) => ({ thing: { kind: 'account' as const, id }, read: () => accounts.find(id) });
  return {
    ...accounts,
    create: (request, caller) =>
      record(
        { ...of(request.id), action: 'account-created', caller, organizationId: request.organizationId },
        () => accounts.create(request, caller),
      ),
    issueKey: (id, caller) =>
      record({ ...of(id), action: 'key-issued', caller }, () => accounts.issueKey(id, caller)),
    revokeKey: (id, keyId, caller) =>
      record({ ...of(id), action: 'key-revoked', caller, comment: keyId }, () =>
        accounts.revokeKey(id, keyId, caller),
      ),
  };
}

function sources({ sources }: Registries, record: RecordAction): Registries['sources'] {
  const of = (id: string) => ({ thing: { kind: 'source' as const, id }, read: () => sources.find(id) });
  return {
    ...sources,
    register: (request, caller) =>
      record(
        { ...of(request.id), action: 'source-registered', caller, organizationId: request.organizationId },
        () => sources.register(request, caller),
      ),
    change: (id, change, caller) =>
      record({ ...of(id), action: 'source-changed', caller }, () => sources.change(id, change, caller)),
    approve: (id, request, caller) =>
      record({ ...of(id), action: 'source-approved', caller, ...why(request) }, () =>
        sources.approve(id, request, caller),
      ),
    requestCollect: (id, caller) =>
      record({ thing: of(id).thing, action: 'collection-requested', caller }, () =>
        sources.requestCollect(id, caller),
      ),
    importOpml: (file, query, caller) => {
      const { organization, dryRun } = query;
      const run = () => sources.importOpml(file, query, caller);
      if (dryRun === 'true') return run();
      const thing = { kind: 'opml' as const, id: organization };
      return record({ thing, action: 'opml-imported', caller, organizationId: organization }, run);
    },
  };
}

function portals({ portals }: Registries, record: RecordAction): Registries['portals'] {
  const of = (id: string) => ({ thing: { kind: 'portal' as const, id }, read: () => portals.find(id) });
  return {
    ...portals,
    register: (request, caller) =>
      record({ ...of(request.id), action: 'portal-registered', caller }, () =>
        portals.register(request, caller),
      ),
    change: (id, change, caller) =>
      record({ ...of(id), action: 'portal-changed', caller, ...why(change) }, () =>
        portals.change(id, change, caller),
      ),
  };
}

function rulesets(
  { routes, policies, rules }: Registries,
  record: RecordAction,
): Pick<Registries, 'routes' | 'policies' | 'rules'> {
  const route = (id: string) => ({ thing: { kind: 'route' as const, id }, read: () => routes.find(id) });
  const policy = (id: string) => ({ thing: { kind: 'policy' as const, id }, read: () => policies.find(id) });
  const rule = (id: string) => ({ thing: { kind: 'rule' as const, id }, read: () => rules.find(id) });
  const ranking = {
    ...{
      thing: { kind: 'source-ranking' as const, id: 'source-ranking' },
      read: () => rules.findSourceRanking(),
    },
  };
  return {
    routes: {
      ...routes,
      change: (id, change, caller) =>
        record({ ...route(id), action: 'route-changed', caller, ...why(change) }, () =>
          routes.change(id, change, caller),
        ),
      remove: (id, removal, caller) =>
        record({ ...route(id), action: 'route-removed', caller, ...why(removal) }, () =>
          routes.remove(id, removal, caller),
        ),
    },
    policies: {
      ...policies,
      change: (id, change, caller) =>
        record({ ...policy(id), action: 'policy-changed', caller, ...why(change) }, () =>
          policies.change(id, change, caller),
        ),
    },
    rules: {
      ...rules,
      change: (id, change, caller) =>
        record({ ...rule(id), action: 'rule-changed', caller, ...why(change) }, () =>
          rules.change(id, change, caller),
        ),
      changeSourceRanking: (order, caller) =>
        record({ ...ranking, action: 'source-ranking-changed', caller }, () =>
          rules.changeSourceRanking(order, caller),
        ),
    },
  };
}

/** Why, as requests of several kinds call it. */
function why(request: object): Pick<Doing, 'comment'> {
  const said = new Map<string, unknown>(Object.entries(request));
  const comment = said.get('comment') ?? said.get('reason') ?? said.get('note');
  return typeof comment === 'string' ? { comment } : {};
}
