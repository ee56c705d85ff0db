/** Where a text stops being JSON. `JSON.parse` names a position only for some faults, and words it anew with each V8. */
export interface JsonFault {
  /** UTF-16 units from the start of the text. */
  offset: number;
  /** Both counted from 1. */
  line: number;
  column: number;
  /** The text ended where more was expected. */
  atEnd: boolean;
}

type Expected = 'value' | 'value-or-end' | 'name' | 'name-or-end' | 'colon' | 'comma-or-end' | 'nothing';

interface Reader {
  readonly text: string;
  at: number;
  expected: Expected;
  /** Brackets still open, outermost first: nesting costs memory here, not stack. */
  readonly open: ('{' | '[')[];
}

const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Finds the first fault of a text that `JSON.parse` refused; `undefined` for well-formed JSON. */
export function findJsonFault(text: string): JsonFault | undefined {
  const reader: Reader = { text, at: 0, expected: 'value', open: [] };
  skipSpace(reader);
  while (reader.at < text.length) {
    if (!readToken(reader)) return faultAt(text, reader.at);
    skipSpace(reader);
  }
  return reader.expected === 'nothing' ? undefined : faultAt(text, text.length);
}

/** Reads one token if it may stand here; otherwise leaves `at` on the first character that does not fit. */
function readToken(reader: Reader): boolean {
  const character = reader.text.charAt(reader.at);
  switch (reader.expected) {
    case 'value-or-end':
      return (character === ']' && close(reader)) || readValue(reader, character);
    case 'value':
      return readValue(reader, character);
    case 'name-or-end':
      return (character === '}' && close(reader)) || readName(reader, character);
    case 'name':
      return readName(reader, character);
    case 'colon':
      return character === ':' && step(reader, 'value');
    case 'comma-or-end':
      return readSeparator(reader, character);
    case 'nothing':
      return false;
  }
}

function readValue(reader: Reader, character: string): boolean {
  if (character === '{' || character === '[') {
    reader.open.push(character);
    return step(reader, character === '{' ? 'name-or-end' : 'value-or-end');
  }
  const read = character === '"' ? readString(reader) : readMatch(reader, SCALAR);
  if (read) reader.expected = afterValue(reader);
  return read;
}

function readName(reader: Reader, character: string): boolean {
  if (character !== '"' || !readString(reader)) return false;
  reader.expected = 'colon';
  return true;
}

function readSeparator(reader: Reader, character: string): boolean {
  const innermost = reader.open.at(-1);
  if (character === ',') return step(reader, innermost === '{' ? 'name' : 'value');
  return character === (innermost === '{' ? '}' : ']') && close(reader);
}

function step(reader: Reader, expected: Expected): boolean {
  reader.at += 1;
  reader.expected = expected;
  return true;
}

function close(reader: Reader): boolean {
  reader.open.pop();
  return step(reader, afterValue(reader));
}

function afterValue(reader: Reader): Expected {
  return reader.open.length === 0 ? 'nothing' : 'comma-or-end';
}

function readString(reader: Reader): boolean {
  reader.at += 1;
  while (reader.at < reader.text.length) {
    const unit = reader.text.charCodeAt(reader.at);
    if (unit === 0x22) {
      reader.at += 1;
      return true;
    }
    if (unit < 0x20) return false;
    if (unit !== 0x5c) reader.at += 1;
    else if (!readMatch(reader, ESCAPE)) return false;
  }
  return false;
}

function readMatch(reader: Reader, pattern: RegExp): boolean {
  pattern.lastIndex = reader.at;
  if (!pattern.test(reader.text)) return false;
  reader.at = pattern.lastIndex;
  return true;
}

function skipSpace(reader: Reader): void {
  while (isSpace(reader.text.charCodeAt(reader.at))) reader.at += 1;
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

function faultAt(text: string, offset: number): JsonFault {
  let line = 1;
  let lineStart = 0;
  for (let feed = text.indexOf('\n'); feed !== -1 && feed < offset; feed = text.indexOf('\n', lineStart)) {
    line += 1;
    lineStart = feed + 1;
  }
  return { offset, line, column: offset - lineStart + 1, atEnd: offset >= text.length };
}
