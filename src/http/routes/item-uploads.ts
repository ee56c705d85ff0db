import { BatchLineAnswer, DocumentOrSheetAnswer, DocumentQuery } from '../../../schemas/document.js';
import { NoQuery } from '../../../schemas/queries.js';
import { Submission } from '../../../schemas/requests.js';
import { LINES_MEDIA_TYPE } from '../answer-lines.js';
import { created, ok } from '../answers.js';
import { documentBody } from '../document-body.js';
import { EXAMPLES } from '../examples.js';
import { lineOperation } from '../line-operation.js';
import { schemaReference } from '../open-api-components.js';
import { operation, type Operation } from '../operation.js';

const submittingDocument = operation({
  id: 'submitDocument',
  method: 'post',
  path: '/items/document',
  collection: '/items',
  tag: 'items',
  summary: { zh: '上传文档报送', en: 'Submit a document' },
  description: {
    zh:
      '正文为文档本身（docx、xlsx、文字版 PDF、HTML，按内容识别），或 multipart/form-data 表单中的一个文件。docx、PDF、HTML 为一条信息；' +
      'xlsx 为批量表，一行一条，须有“标题”列，逐行答复，问题指明行和列。附加信息写在查询参数或表单字段中，优先于文档自身。',
    en:
      'The body is the document itself (docx, xlsx, PDF with text, HTML; told by its bytes), or the one file of a multipart form. ' +
      'docx, PDF and HTML are one item; xlsx is a batch sheet, one row an item, with a title column; it is answered row by row, problems ' +
      'naming row and column. What is said in the query or the fields of the form goes before what the document says.',
  },
  query: DocumentQuery,
  body: documentBody,
  idempotent: true,
  answers: {
    201: { zh: '新收或新修订', en: 'Created, or a new revision', schema: DocumentOrSheetAnswer },
    200: {
      zh: '无变化，或与已有条目重复；批量表总是 200',
      en: 'Unchanged, or merged as a duplicate; always for a batch sheet',
      schema: DocumentOrSheetAnswer,
    },
  },
  problems: [
    ...(['conflict', 'wrong-state', 'too-many-requests'] as const),
    ...([
      'parse-empty',
      'parse-unrecognized',
      'parse-malformed',
      'parse-encrypted',
      'parse-no-text',
    ] as const),
    ...(['parse-too-large', 'parse-too-deep', 'parse-no-entries', 'parse-timeout'] as const),
  ],
  run: async (deps, { body, caller }) => {
    const answer = await deps.items.submitDocument(body, caller);
    const isNew = 'outcome' in answer && (answer.outcome === 'created' || answer.outcome === 'revised');
    return isNew ? created(answer) : ok(answer);
  },
});

const submittingBatch = lineOperation({
  id: 'submitBatch',
  method: 'post',
  path: '/items/batch',
  tag: 'items',
  summary: { zh: '批量报送（NDJSON，逐行答复）', en: 'Submit a batch, answered line by line' },
  description: {
    zh:
      '每行一个 JSON 对象，格式同单条报送；按原顺序逐行答复，答复即已落盘，错误行不影响其他行。可用 gzip。同一条目重发无害：按 externalId、' +
      '地址或内容识别，答复 unchanged。带 Idempotency-Key 重发时，先前答复过的行原样答复、不再执行，其余的行照常处理；键按行号计，可整体重发，也可在末尾续加；' +
      '某行与先前不同则到此为止（idempotency-conflict），先前的请求仍在处理则稍后重发（idempotency-in-progress）。连接中断时，重发整个请求，或只发未答复的行（换新键）。',
    en:
      'One JSON object a line, as for a single item. Each line is answered in order once it is durable; a wrong line does not affect the ' +
      'others. May be gzip. Repeats are harmless: an item is known by its externalId, its address or its content and answered as unchanged. ' +
      'With an Idempotency-Key, lines answered before are answered the same again and not run, all others are; lines count by their number, ' +
      'so the whole may be sent again, or with more at its end. A line that differs from before ends the request (idempotency-conflict), as ' +
      'does one that still runs (idempotency-in-progress); before the first answer as the status, after it as the last line. When the ' +
      'connection breaks, send all of it again, or under a new key the lines that were not answered.',
  },
  query: NoQuery,
  idempotent: true,
  line: Submission,
  content: {
    [LINES_MEDIA_TYPE]: { schema: schemaReference(Submission), example: JSON.stringify(EXAMPLES.submission) },
  },
  answers: {
    200: {
      zh: '每行一个答复',
      en: 'One answer a line',
      schema: BatchLineAnswer,
      mediaType: LINES_MEDIA_TYPE,
    },
  },
  run: (deps, submissions, caller) => deps.items.submitMany(submissions, caller),
});

export const uploadOperations: readonly Operation[] = [submittingDocument, submittingBatch];
