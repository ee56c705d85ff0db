import { Type, type Static } from 'typebox';
import { identifier, instant, listOf, oneOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

export const ROLES = [
  'unit-editor',
  'province-editor',
  'reviewer',
  'secrecy-reviewer',
  'duty-officer',
  'liaison',
  'portal',
  'system-administrator',
  'security-administrator',
  'auditor',
] as const;

export const Role = oneOf(
  ROLES,
  'unit-editor 单位编辑, province-editor 省局编辑, reviewer 审核员, secrecy-reviewer 保密审查员, duty-officer 值班员, ' +
    'liaison 中央门户联络人, portal 门户系统, system/security-administrator, auditor 三员',
);
export type Role = Static<typeof Role>;

/** 三员分立: the three administrators are three different people (等级保护 level 3). */
export const SEPARATED_ROLES: readonly Role[] = ['system-administrator', 'security-administrator', 'auditor'];

const properties = {
  name: text('姓名 or name of the system', 100),
  organizationId: identifier('organization'),
  roles: Type.Array(Role, { minItems: 1, maxItems: 5, uniqueItems: true, description: '角色' }),
};

export const NewAccount = shape({ id: identifier('login name'), ...properties }, '新账号 new account');
export type NewAccount = Static<typeof NewAccount>;
export const newAccount = validator(NewAccount);

export const ApiKey = shape({
  id: text('public part of the key', 32),
  createdAt: instant('when it was issued'),
  expiresAt: optional(instant('when it ends')),
  revokedAt: optional(instant('when it was revoked')),
});

export const Account = shape(
  {
    id: identifier('login name'),
    ...properties,
    createdAt: instant('created'),
    apiKeys: listOf(ApiKey, 'API keys, without their secrets', 20),
  },
  '账号 account',
);
export type Account = Static<typeof Account>;

/** Answer to issuing a key: the only time its secret is shown; we keep a hash. */
export const IssuedApiKey = shape(
  { keyId: text('public part', 32), apiKey: text('bs_<id>_<secret>, shown once', 200) },
  '新密钥 issued API key',
);
export type IssuedApiKey = Static<typeof IssuedApiKey>;
