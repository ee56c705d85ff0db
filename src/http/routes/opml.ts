import { OpmlExportQuery, OpmlImportAnswer, OpmlImportQuery } from '../../../schemas/opml.js';
import { ok } from '../answers.js';
import { noBody, operation, rawBody, type Operation } from '../operation.js';

const MEDIA_TYPE = 'text/x-opml';

/** Feeds as other readers keep them: taken over from a file, handed over as one. */
export const opmlOperations: readonly Operation[] = [
  operation({
    id: 'importOpml',
    method: 'post',
    path: '/sources/opml',
    tag: 'sources',
    summary: { zh: '导入 OPML，逐条登记来源', en: 'Register the feeds of an OPML file' },
    description: {
      zh: '正文为 OPML 文件。嵌套的大纲作为栏目；已有或重复的不再登记；逐条报告结果，重复导入无副作用。',
      en: 'The body is the OPML file. Outlines around a feed become its column; what is there already is not registered again; every outline gets its outcome, and importing again changes nothing.',
    },
    query: OpmlImportQuery,
    body: rawBody,
    answers: { 200: { zh: '逐条结果', en: 'What became of each outline', schema: OpmlImportAnswer } },
    problems: ['validation-failed', 'parse-unrecognized', 'parse-empty', 'parse-too-large', 'parse-too-deep'],
    run: async (deps, { query, body, caller }) => {
      const contentType = body.headers['content-type'];
      const file = { bytes: body.body, ...(contentType !== undefined && { contentType }) };
      return ok(await deps.sources.importOpml(file, query, caller));
    },
  }),
  operation({
    id: 'exportOpml',
    method: 'get',
    path: '/sources.opml',
    tag: 'sources',
    summary: { zh: '导出订阅源为 OPML', en: 'The registered feeds as OPML' },
    query: OpmlExportQuery,
    body: noBody,
    answers: { 200: { zh: 'OPML 文件', en: 'The OPML file', mediaType: MEDIA_TYPE } },
    run: async (deps, { query }) => {
      const filter = query.organization === undefined ? {} : { organizationId: query.organization };
      return { ...ok(await deps.sources.exportOpml(filter)), mediaType: MEDIA_TYPE };
    },
  }),
];
