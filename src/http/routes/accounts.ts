import { Account, IssuedApiKey, NewAccount } from '../../../schemas/account.js';
import { AccountPage } from '../../../schemas/answers.js';
import { NoQuery, PageQuery } from '../../../schemas/queries.js';
import { created, found, noContent, ok, pageRequest } from '../answers.js';
import { EXAMPLES } from '../examples.js';
import { jsonBody, noBody, operation, type Operation } from '../operation.js';

const WHAT = { zh: '账号', en: 'account' };

const reading: readonly Operation[] = [
  operation({
    id: 'listAccounts',
    method: 'get',
    path: '/accounts',
    tag: 'accounts',
    summary: { zh: '账号列表', en: 'List accounts' },
    query: PageQuery,
    body: noBody,
    answers: { 200: { zh: '一页账号', en: 'One page of accounts', schema: AccountPage } },
    run: async (deps, { query }) => ok(await deps.accounts.list(pageRequest(query))),
  }),
  operation({
    id: 'getAccount',
    method: 'get',
    path: '/accounts/{id}',
    tag: 'accounts',
    summary: { zh: '账号详情', en: 'Read an account' },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '账号', en: 'The account', schema: Account } },
    run: async (deps, { param }) => ok(found(await deps.accounts.find(param('id')), WHAT, param('id'))),
  }),
];

const changing: readonly Operation[] = [
  operation({
    id: 'createAccount',
    method: 'post',
    path: '/accounts',
    tag: 'accounts',
    summary: { zh: '创建账号', en: 'Create an account' },
    query: NoQuery,
    body: jsonBody(NewAccount, EXAMPLES.account),
    answers: { 201: { zh: '已创建', en: 'Created', schema: Account } },
    problems: ['conflict'],
    run: async (deps, { body, caller }) => created(await deps.accounts.create(body, caller)),
  }),
  operation({
    id: 'issueKey',
    method: 'post',
    path: '/accounts/{id}/keys',
    tag: 'accounts',
    summary: { zh: '签发 API 密钥', en: 'Issue an API key' },
    description: {
      zh: '密钥只在本次回复中出现，系统只保存其摘要。',
      en: 'The key is shown in this answer only; we keep a hash of it.',
    },
    query: NoQuery,
    body: noBody,
    answers: { 201: { zh: '新密钥', en: 'The new key', schema: IssuedApiKey } },
    problems: ['conflict'],
    run: async (deps, { param, caller }) => created(await deps.accounts.issueKey(param('id'), caller)),
  }),
  operation({
    id: 'revokeKey',
    method: 'delete',
    path: '/accounts/{id}/keys/{keyId}',
    tag: 'accounts',
    summary: { zh: '撤销 API 密钥', en: 'Revoke an API key' },
    query: NoQuery,
    body: noBody,
    answers: { 204: { zh: '已撤销', en: 'Revoked' } },
    run: async (deps, { param, caller }) => {
      await deps.accounts.revokeKey(param('id'), param('keyId'), caller);
      return noContent;
    },
  }),
];

export const accountOperations: readonly Operation[] = [...reading, ...changing];
