import { diffArrays } from 'diff';
import type { DifferenceSegment } from '../../schemas/revision.js';

export interface TextComparison {
  segments: DifferenceSegment[];
  /** Some part was too long or too different to be compared piece by piece. */
  coarse: boolean;
}

/** Sentences that may differ: the time it takes grows with their square. */
const MOST_SENTENCE_EDITS = 700;
const MOST_SENTENCES = 20_000;
/** The same for the characters and words of one changed passage, and how long the passages are in all. */
const MOST_PASSAGE_EDITS = 800;
const MOST_COMPARED = 20_000;
/** Below this share in common two passages are shown whole: single characters found by chance help nobody. */
const WORTH_COMPARING = 0.3;

// A sentence with what ends it; Chinese and Latin marks alike.
const SENTENCE = /[^。！？；!?;\n]*[。！？；!?;\n]+|[^。！？；!?;\n]+/gu;
// Numbers and Latin words stay whole, every other character stands alone.
const PIECE = /[A-Za-z]+|\d+|[^A-Za-z\d]/gu;

/**
 * Compares two texts: first by sentences, then, within the passages that changed, character by character (Chinese) and
 * word by word (Latin). The old text is what is equal or deleted, the new one what is equal or inserted, exactly.
 */
export function compareText(before: string, after: string): TextComparison {
  const [old, fresh] = [before.match(SENTENCE) ?? [], after.match(SENTENCE) ?? []];
  const changes =
    old.length + fresh.length > MOST_SENTENCES
      ? undefined
      : diffArrays<string>([...old], [...fresh], { maxEditLength: MOST_SENTENCE_EDITS });
  const writer = new SegmentWriter();
  if (!changes) return writer.replace(before, after).result(true);
  let passage = { deleted: '', inserted: '' };
  const flush = (): void => {
    writer.compare(passage.deleted, passage.inserted);
    passage = { deleted: '', inserted: '' };
  };
  for (const { value, added, removed } of changes) {
    if (removed) passage.deleted += value.join('');
    else if (added) passage.inserted += value.join('');
    else {
      flush();
      writer.add('equal', value.join(''));
    }
  }
  flush();
  return writer.result(false);
}

class SegmentWriter {
  private readonly segments: DifferenceSegment[] = [];
  private compared = 0;
  private coarse = false;

  add(operation: DifferenceSegment['operation'], text: string): this {
    if (text === '') return this;
    const last = this.segments.at(-1);
    if (last?.operation === operation) last.text += text;
    else this.segments.push({ operation, text });
    return this;
  }

  replace(deleted: string, inserted: string): this {
    return this.add('delete', deleted).add('insert', inserted);
  }

  /** One changed passage, piece by piece where that is affordable and says something. */
  compare(deleted: string, inserted: string): void {
    if (deleted === '' || inserted === '') {
      this.replace(deleted, inserted);
      return;
    }
    const [old, fresh] = [deleted.match(PIECE) ?? [], inserted.match(PIECE) ?? []];
    const size = Math.max(old.length, fresh.length);
    this.compared += size;
    const changes =
      this.compared > MOST_COMPARED
        ? undefined
        : diffArrays<string>([...old], [...fresh], { maxEditLength: MOST_PASSAGE_EDITS });
    if (!changes) {
      this.coarse = true;
      this.replace(deleted, inserted);
      return;
    }
    const common = changes.reduce(
      (sum, { added, removed, count }) => sum + (added || removed ? 0 : count),
      0,
    );
    if (common < size * WORTH_COMPARING) this.replace(deleted, inserted);
    else this.addAll(changes);
  }

  result(coarse: boolean): TextComparison {
    return { segments: this.segments, coarse: coarse || this.coarse };
  }

  /** What was deleted stands before what was inserted in its place. */
  private addAll(changes: readonly { value: string[]; added: boolean; removed: boolean }[]): void {
    let inserted = '';
    for (const { value, added, removed } of changes) {
      if (added) inserted += value.join('');
      else {
        if (!removed) {
          this.add('insert', inserted);
          inserted = '';
        }
        this.add(removed ? 'delete' : 'equal', value.join(''));
      }
    }
    this.add('insert', inserted);
  }
}
