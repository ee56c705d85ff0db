import { AppError } from '../../schemas/errors.js';

/** A JSON object of unknown make; read only by its own properties. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** No answer of an interface comes near; whatever walks the value later may do so recursively. */
const MAX_JSON_DEPTH = 200;
/** Integers of more digits lose their last ones as a number, and with them the identity they stand for. */
const SAFE_DIGITS = 15;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Parses JSON whose integers may be longer than a number holds (identifiers of 19 digits are common): those become text,
 * digit by digit. Throws `parse-malformed` or `parse-too-deep`.
 */
export function parseJson(text: string): unknown {
  const exact = quoteLongIntegers(text);
  try {
    return JSON.parse(exact);
  } catch (cause) {
    throw new AppError('parse-malformed', 'not well-formed JSON', { details: { found: 'text' }, cause });
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One pass over what is outside of strings, which also counts the depth. */
function quoteLongIntegers(text: string): string {
  let depth = 0;
  let copied = 0;
  let quoted = '';
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === 0x5b || code === 0x7b) depth = deeper(depth);
    else if (code === 0x5d || code === 0x7d) depth -= 1;
    else if (code === 0x2d || isDigit(code)) {
      const end = endOfNumber(text, at);
      const number = text.slice(at, end);
      if (number.length > SAFE_DIGITS && /^-?[1-9]\d*$/.test(number)) {
        quoted += `${text.slice(copied, at)}"${number}"`;
        copied = end;
      }
      at = end - 1;
    }
  }
  return quoted + text.slice(copied);
}

function deeper(depth: number): number {
  if (depth < MAX_JSON_DEPTH) return depth + 1;
  throw new AppError('parse-too-deep', `the JSON is nested deeper than ${MAX_JSON_DEPTH} levels`);
}

/** Position of the closing quote, or of the last character where it is missing. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return text.length - 1;
}

function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && isPartOfNumber(text.charCodeAt(at))) at += 1;
  return at;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Digits, `.`, `+`, `-`, `e` and `E`. */
function isPartOfNumber(code: number): boolean {
  return isDigit(code) || [0x2e, 0x2b, 0x2d, 0x65, 0x45].includes(code);
}
