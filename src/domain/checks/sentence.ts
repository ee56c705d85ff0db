const SENTENCE_END = /[。！？!?；;\n]/;
/** A "sentence" longer than this is a table or a list: what stands far away does not belong together. */
const SENTENCE_REACH = 60;

/** What stands in the same sentence as a place in a text. */
export function sentenceAt(text: string, offset: number, length: number): string {
  const before =
    text
      .slice(Math.max(0, offset - SENTENCE_REACH), offset)
      .split(SENTENCE_END)
      .at(-1) ?? '';
  const end = offset + length;
  const [after = ''] = text.slice(end, end + SENTENCE_REACH).split(SENTENCE_END);
  return `${before}${text.slice(offset, end)}${after}`;
}
