import type { mongo } from 'mongoose';
import type { Callback } from '../../schemas/callback.js';
import type { Stored } from './connection.js';
import type { SecretBox } from './secret-box.js';

export interface SealedSecret {
  id: string;
  sealed: string;
  createdAt: string;
  endsAt?: string;
}

export interface CallbackLease {
  token: string;
  until: string;
}

type Shown = Omit<Callback, 'organizationId' | 'secrets' | 'pending' | 'nextAttemptAt'>;

/** A callback as it is kept, one an organization; `id` is the organization. */
export interface CallbackRecord extends Shown {
  id: string;
  secrets: SealedSecret[];
  /** Number in the audit log up to which everything wanted was sent. */
  cursor: number;
  /** Number up to which there is news: it was looked for that far. */
  newsUpTo: number;
  /** When the next look is due; absent when everything that is known of was sent. */
  dueAt?: string;
  lease?: CallbackLease;
}

export type CallbackRow = Stored<CallbackRecord>;
export type Callbacks = mongo.Collection<CallbackRow>;

export interface NewSecret {
  id: string;
  /** `whsec_…` */
  plain: string;
}

export function seal(
  box: SecretBox,
  organizationId: string,
  { id, plain }: NewSecret,
  at: string,
): SealedSecret {
  return { id, sealed: box.seal(plain, labelOf(organizationId, id)), createdAt: at };
}

function labelOf(organizationId: string, secretId: string): string {
  return `callback.${organizationId}.${secretId}`;
}

/** The secrets that sign now, separated by spaces. */
export function signing(box: SecretBox, { _id, secrets }: CallbackRow, now: string): string {
  return secrets
    .filter(({ endsAt }) => endsAt === undefined || endsAt > now)
    .map(({ id, sealed }) => box.open(sealed, labelOf(_id, id)))
    .join(' ');
}

export function toCallback({
  _id,
  secrets,
  cursor: _cursor,
  newsUpTo: _news,
  dueAt,
  lease: _lease,
  ...rest
}: CallbackRow): Callback {
  return {
    ...{ organizationId: _id, ...rest },
    secrets: secrets.map(({ sealed: _sealed, ...shown }) => shown),
    pending: dueAt !== undefined,
    ...(dueAt !== undefined && rest.failures > 0 && { nextAttemptAt: dueAt }),
  };
}
