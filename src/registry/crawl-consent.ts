import { AppError } from '../../schemas/errors.js';
import { toInstant, type Clock } from '../../schemas/instant.js';
import type { ConsentEvent, CrawlConsentRequest, Organization } from '../../schemas/organization.js';
import { requireOrganization, type Caller } from '../review/caller.js';

interface ConsentDependencies {
  organizations: {
    recordConsent(id: string, event: ConsentEvent): Promise<Organization | undefined>;
  };
  now: Clock;
}

/** An organization lets us read its sites whatever their robots.txt says; holds from the next collection on. */
export function createGrantConsent(deps: ConsentDependencies) {
  return (id: string, { note }: CrawlConsentRequest, caller: Caller): Promise<Organization> =>
    record(deps, id, caller, { action: 'granted', note });
}

export function createWithdrawConsent(deps: ConsentDependencies) {
  return (id: string, caller: Caller): Promise<Organization> =>
    record(deps, id, caller, { action: 'withdrawn', note: '撤回 withdrawn' });
}

async function record(
  { organizations, now }: ConsentDependencies,
  id: string,
  { account, from }: Caller,
  what: Pick<ConsentEvent, 'action' | 'note'>,
): Promise<Organization> {
  requireOrganization(account, id);
  const event = { ...what, by: account.id, at: toInstant(now()), from };
  const organization = await organizations.recordConsent(id, event);
  if (!organization) throw new AppError('not-found', `there is no organization ${id}`);
  return organization;
}
