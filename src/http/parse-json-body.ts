import { isUtf8 } from 'node:buffer';
import { AppError } from '../../schemas/errors.js';
import { findJsonFault, type JsonFault } from './json-fault.js';
import { findJsonHazard, MAX_JSON_DEPTH, MAX_JSON_VALUES, type JsonHazard } from './json-hazard.js';
import { refusal, type Words } from './words.js';

const BYTE_ORDER_MARK = 0xfeff;

const HAZARD_WORDS = {
  'too-deep': {
    zh: `请求正文嵌套超过 ${MAX_JSON_DEPTH} 层。`,
    en: `The request body is nested deeper than ${MAX_JSON_DEPTH} levels.`,
  },
  'too-many': {
    zh: `请求正文中的值超过 ${MAX_JSON_VALUES} 个。`,
    en: `The request body holds more than ${MAX_JSON_VALUES} values.`,
  },
};

/** The value of a JSON body, free of hazards; throws a problem that says what is wrong with it and where. */
export function parseJsonBody(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  const value = parse(text);
  const hazard = findJsonHazard(value);
  if (hazard) throw hazardRefusal(hazard);
  return value;
}

/** Some senders write GBK whatever they declare; decoding that leniently would store garbage as if it were a title. */
function decode(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) {
    throw refusal('malformed-json', {
      zh: '请求正文不是 UTF-8 编码（可能是 GBK），请转换为 UTF-8 后发送。',
      en: 'The request body is not UTF-8 (GBK perhaps); convert it to UTF-8.',
    });
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw malformed(text);
    throw error;
  }
}

function malformed(text: string): AppError {
  const fault = findJsonFault(text);
  if (!fault) return new AppError('malformed-json', 'the body is not well-formed JSON');
  const { offset, line, column } = fault;
  return refusal('malformed-json', describe(fault, text), { details: { offset, line, column } });
}

function describe({ line, column, atEnd, offset }: JsonFault, text: string): Words {
  const place = { zh: `第 ${line} 行第 ${column} 列`, en: `line ${line}, column ${column}` };
  if (atEnd) {
    return {
      zh: `JSON 不完整：在${place.zh}处结束。`,
      en: `The JSON is incomplete: it ends at ${place.en}.`,
    };
  }
  const found = JSON.stringify(String.fromCodePoint(text.codePointAt(offset) ?? 0));
  return {
    zh: `JSON 格式错误：${place.zh}处不应出现 ${found}。`,
    en: `The JSON is malformed: unexpected ${found} at ${place.en}.`,
  };
}

function hazardRefusal(hazard: JsonHazard): AppError {
  if (typeof hazard === 'string') return refusal('invalid-request', HAZARD_WORDS[hazard]);
  const field = { pointer: hazard.forbiddenName, zh: '不允许的字段名', en: 'this name is not allowed' };
  return new AppError('validation-failed', 'forbidden property name', { fields: [field] });
}
