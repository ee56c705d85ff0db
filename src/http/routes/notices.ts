import { Notice, NoticePage, NoticesRead, NoticesReadAnswer } from '../../../schemas/notice.js';
import { NoQuery, NoticeQuery } from '../../../schemas/queries.js';
import { ok, pageRequest } from '../answers.js';
import { CLOCK_EXAMPLES } from '../clock-examples.js';
import { jsonBody, noBody, operation, type Operation } from '../operation.js';

/** 通知: what the caller is told; everybody has their own. */
export const noticeOperations: readonly Operation[] = [
  operation({
    id: 'listNotices',
    method: 'get',
    path: '/notices',
    tag: 'clock',
    summary: { zh: '我的通知', en: 'Your notices' },
    description: {
      zh: '新的在前，附未读条数。已读的保留一段时间后删除，未读的一直保留。',
      en: 'Newest first, with the count of unread ones. Read ones are removed after a while, unread ones never.',
    },
    query: NoticeQuery,
    body: noBody,
    answers: { 200: { zh: '一页通知', en: 'One page of notices', schema: NoticePage } },
    run: async (deps, { query, caller }) =>
      ok(await deps.notices.list(query.unread === 'true', pageRequest(query), caller)),
  }),
  operation({
    id: 'readNotices',
    method: 'post',
    path: '/notices/read',
    tag: 'clock',
    summary: { zh: '全部标为已读', en: 'Mark notices as read up to a time' },
    query: NoQuery,
    body: jsonBody(NoticesRead, CLOCK_EXAMPLES.noticesRead),
    answers: { 200: { zh: '标记条数', en: 'How many were marked', schema: NoticesReadAnswer } },
    run: async (deps, { body, caller }) => ok({ read: await deps.notices.readAll(body.until, caller) }),
  }),
  operation({
    id: 'readNotice',
    method: 'post',
    path: '/notices/{id}/read',
    tag: 'clock',
    summary: { zh: '标为已读', en: 'Mark a notice as read' },
    query: NoQuery,
    body: noBody,
    answers: { 200: { zh: '这条通知', en: 'The notice', schema: Notice } },
    run: async (deps, { param, caller }) => ok(await deps.notices.read(param('id'), caller)),
  }),
];
