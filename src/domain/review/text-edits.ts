/** One place where two texts differ: what stood there, what stands there now, and the characters on both sides of it. */
export interface TextEdit {
  deleted: string;
  inserted: string;
  previous: string;
  next: string;
}

/** A way through both texts: how far it has come in the old one, by diagonal. */
type Frontier = ReadonlyMap<number, number>;

/**
 * The fewest characters to be deleted and inserted that make one text of the other, as places in order; undefined where
 * more than `most` are needed. Takes time by what differs, not by how long the texts are (Myers, 1986).
 */
export function findEdits(before: string, after: string, most: number): TextEdit[] | undefined {
  const [old, fresh] = [Array.from(before), Array.from(after)];
  const frontiers: Frontier[] = [];
  let frontier: Frontier = new Map([[1, 0]]);
  for (let size = 0; size <= most; size++) {
    frontiers.push(frontier);
    frontier = advance(frontier, size, old, fresh);
    if (frontier.get(old.length - fresh.length) === old.length) return toEdits(frontiers, old, fresh);
  }
  return undefined;
}

/** How many characters edits delete and insert. */
export function sizeOf(edits: readonly TextEdit[]): number {
  return edits.reduce(
    (sum, { deleted, inserted }) => sum + Array.from(deleted).length + Array.from(inserted).length,
    0,
  );
}

/** Every diagonal with one edit more, as far as the texts are equal from there. */
function advance(before: Frontier, size: number, old: readonly string[], fresh: readonly string[]): Frontier {
  const reached = new Map<number, number>();
  for (let diagonal = -size; diagonal <= size; diagonal += 2) {
    let x = isInsertion(before, diagonal, size) ? at(before, diagonal + 1) : at(before, diagonal - 1) + 1;
    while (x < old.length && x - diagonal < fresh.length && old[x] === fresh[x - diagonal]) x++;
    reached.set(diagonal, x);
  }
  return reached;
}

function isInsertion(before: Frontier, diagonal: number, size: number): boolean {
  if (diagonal === -size) return true;
  return diagonal !== size && at(before, diagonal - 1) < at(before, diagonal + 1);
}

function at(frontier: Frontier, diagonal: number): number {
  return frontier.get(diagonal) ?? -1;
}

/** The way back from the end, and the places where it leaves the diagonal. */
function toEdits(
  frontiers: readonly Frontier[],
  old: readonly string[],
  fresh: readonly string[],
): TextEdit[] {
  const [deleted, inserted] = [new Set<number>(), new Set<number>()];
  let diagonal = old.length - fresh.length;
  for (let size = frontiers.length - 1; size > 0; size--) {
    const before = frontiers[size] ?? new Map<number, number>();
    if (isInsertion(before, diagonal, size)) {
      diagonal++;
      inserted.add(at(before, diagonal) - diagonal);
    } else {
      diagonal--;
      deleted.add(at(before, diagonal));
    }
  }
  return collect({ old, deleted }, { fresh, inserted });
}

function collect(
  { old, deleted }: { old: readonly string[]; deleted: ReadonlySet<number> },
  { fresh, inserted }: { fresh: readonly string[]; inserted: ReadonlySet<number> },
): TextEdit[] {
  const edits: TextEdit[] = [];
  let [x, y] = [0, 0];
  while (x < old.length || y < fresh.length) {
    const edit = { deleted: '', inserted: '', previous: old[x - 1] ?? '', next: '' };
    while (deleted.has(x) || inserted.has(y)) {
      if (deleted.has(x)) edit.deleted += old[x++] ?? '';
      else edit.inserted += fresh[y++] ?? '';
    }
    if (edit.deleted || edit.inserted) edits.push({ ...edit, next: old[x] ?? '' });
    else [x, y] = [x + 1, y + 1];
  }
  return edits;
}
