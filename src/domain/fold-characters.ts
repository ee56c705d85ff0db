/**
 * What a UTF-16 code unit counts as when texts are compared: full-width and compatibility forms as their plain ones,
 * letters in lower case; 0 for what says nothing (white space, punctuation, symbols), which is passed over. Pages differ
 * in these without differing in what they say. Built on first use: it takes some milliseconds and 128 KB.
 */
export function foldedCharacters(): Uint16Array {
  folded ??= buildTable();
  return folded;
}

let folded: Uint16Array | undefined;

/** A text as it counts when it is compared: two that fold to the same say the same. */
export function foldText(text: string): string {
  const table = foldedCharacters();
  let plain = '';
  for (let at = 0; at < text.length; at++) {
    const code = table[text.charCodeAt(at)] ?? 0;
    if (code !== 0) plain += String.fromCharCode(code);
  }
  return plain;
}

const LETTER_OR_DIGIT = /^[\p{L}\p{N}]/u;
const SURROGATES = { from: 0xd800, to: 0xdfff };
const PLAIN_HAN = { from: 0x3400, to: 0x9fff };

function buildTable(): Uint16Array {
  const table = new Uint16Array(0x10000);
  for (let code = 0; code < table.length; code++) table[code] = fold(code);
  return table;
}

function fold(code: number): number {
  // Halves of characters beyond the first plane stand for themselves; so do Chinese characters, the bulk of the table.
  if (code >= SURROGATES.from && code <= SURROGATES.to) return code;
  const character = String.fromCharCode(code);
  if (code >= PLAIN_HAN.from && code <= PLAIN_HAN.to) return LETTER_OR_DIGIT.test(character) ? code : 0;
  const plain = character.normalize('NFKC').toLowerCase();
  return LETTER_OR_DIGIT.test(plain) ? plain.charCodeAt(0) : 0;
}
