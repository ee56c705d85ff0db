import {
  Callback,
  CallbackRequest,
  CallbackTest,
  CallbackWithSecret,
  SecretRotation,
} from '../../../schemas/callback.js';
import { FeedQuery, NoQuery } from '../../../schemas/queries.js';
import { FEED_FORMATS } from '../../delivery/feeds/feed-document.js';
import { created, found, noContent, ok } from '../answers.js';
import { EXAMPLES } from '../examples.js';
import { FEED_TYPES, writeFeed } from '../feed-types.js';
import { jsonBody, noBody, operation, type Operation } from '../operation.js';

const WHAT = { zh: '回调', en: 'callback' };
const FEED = { zh: '单位动态', en: 'feed of an organization' };
const FEED_PAGE = 50;

const keeping: readonly Operation[] = [
  operation({
    id: 'getCallback',
    method: 'get',
    path: '/organizations/{id}/callback',
    tag: 'organizations',
    summary: { zh: '单位的回调', en: 'Read the callback of an organization' },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '回调', en: 'The callback', schema: Callback } },
    run: async (deps, { param, caller }) =>
      ok(found(await deps.callbacks.find(param('id'), caller), WHAT, param('id'))),
  }),
  operation({
    id: 'saveCallback',
    method: 'put',
    path: '/organizations/{id}/callback',
    tag: 'organizations',
    summary: { zh: '登记或修改回调', en: 'Register or change the callback' },
    description: {
      zh: '首次登记时回复密钥，仅此一次；此后条目的每个事件以 Standard Webhooks 签名发往该地址。已暂停的回调重新启用，从停下处继续。',
      en: 'Answers the secret where it is new, this once; events of the items go to the address from then on, signed as Standard Webhooks. A paused one goes on where it stopped.',
    },
    query: NoQuery,
    body: jsonBody(CallbackRequest, EXAMPLES.callback),
    answers: {
      200: { zh: '已修改', en: 'Changed', schema: Callback },
      201: { zh: '已登记', en: 'Registered', schema: CallbackWithSecret },
    },
    problems: ['conflict'],
    run: async (deps, { param, body, caller }) => {
      const { callback, secret } = await deps.callbacks.save(param('id'), body, caller);
      return secret === undefined ? ok(callback) : created({ callback, secret });
    },
  }),
  operation({
    id: 'removeCallback',
    method: 'delete',
    path: '/organizations/{id}/callback',
    tag: 'organizations',
    summary: { zh: '取消回调', en: 'Remove the callback' },
    query: NoQuery,
    body: noBody,
    answers: { 204: { zh: '已取消', en: 'Removed' } },
    run: async (deps, { param, caller }) => {
      await deps.callbacks.remove(param('id'), caller);
      return noContent;
    },
  }),
];

const trying: readonly Operation[] = [
  operation({
    id: 'rotateCallbackSecret',
    method: 'post',
    path: '/organizations/{id}/callback/secrets',
    tag: 'organizations',
    summary: { zh: '更换密钥', en: 'Change the secret' },
    description: {
      zh: '回复新密钥，仅此一次；旧密钥在重叠时间内同时签名。',
      en: 'Answers the new secret, this once; the old one signs beside it during the overlap.',
    },
    query: NoQuery,
    body: jsonBody(SecretRotation, EXAMPLES.secretRotation),
    answers: { 201: { zh: '新密钥', en: 'The new secret', schema: CallbackWithSecret } },
    run: async (deps, { param, body, caller }) =>
      created(await deps.callbacks.rotateSecret(param('id'), body, caller)),
  }),
  operation({
    id: 'testCallback',
    method: 'post',
    path: '/organizations/{id}/callback/test',
    tag: 'organizations',
    summary: { zh: '发送测试事件', en: 'Send a test event' },
    description: {
      zh: '立即发送 callback.test 并回复结果；成功则重新启用已暂停的回调。',
      en: 'Sends callback.test now and answers what came of it; success lets a paused callback go on.',
    },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '测试结果', en: 'What came of it', schema: CallbackTest } },
    run: async (deps, { param, caller }) => ok(await deps.callbacks.test(param('id'), caller)),
  }),
];

const FEED_IDS = { atom: 'readUnitAtom', rss: 'readUnitRss', json: 'readUnitJson' } as const;

/** One operation a format: each has a media type of its own. */
const feeds: readonly Operation[] = FEED_FORMATS.map((format) =>
  operation({
    id: FEED_IDS[format],
    method: 'get',
    path: `/organizations/{id}/events.${format}`,
    tag: 'organizations',
    summary: {
      zh: `本单位稿件动态（${format}）`,
      en: `What happened to the organization's items (${format})`,
    },
    description: {
      zh: '与回调相同的事件，新的在前；支持 ETag 和 Last-Modified；下一页见源中的 next 链接。',
      en: 'The same events as a callback gets, newest first; with ETag and Last-Modified; the next page is linked as next.',
    },
    query: FeedQuery,
    body: noBody,
    answers: {
      200: { zh: '一页动态', en: 'One page', mediaType: FEED_TYPES[format] },
      304: { zh: '没有变化', en: 'Not changed' },
    },
    run: async (deps, { param, query, caller }) => {
      const page = { limit: FEED_PAGE, ...(query.cursor !== undefined && { cursor: query.cursor }) };
      const { digest, document } = found(
        await deps.callbacks.feed(param('id'), page, caller),
        FEED,
        param('id'),
      );
      return {
        ...ok(writeFeed(document, format)),
        mediaType: FEED_TYPES[format],
        validators: { etag: `W/"${format}-${digest}"`, updated: document.updated },
      };
    },
  }),
);

/** How organizations hear what happens to their items: events sent to them, and a feed of their own. */
export const callbackOperations: readonly Operation[] = [...keeping, ...trying, ...feeds];
