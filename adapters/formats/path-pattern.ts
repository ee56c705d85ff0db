/**
 * Whether a path fits a pattern written by people: `*` is any text within one step of the path, `**` any text across
 * steps, `?` one character of a step; everything else stands for itself. The whole path must fit. No regular expression:
 * what a liaison writes cannot make this take longer than the product of both lengths.
 */
export function fitsPathPattern(path: string, pattern: string): boolean {
  const wild = new Wildcards();
  let at = 0;
  let read = 0;
  while (at < path.length) {
    if (pattern.charAt(read) === '*') {
      const across = pattern.charAt(read + 1) === '*';
      read += across ? 2 : 1;
      wild.begin(across, at, read);
    } else if (isSame(path.charAt(at), pattern.charAt(read))) {
      at += 1;
      read += 1;
    } else {
      const again = wild.extend(path);
      if (again === undefined) return false;
      ({ at, read } = again);
    }
  }
  return /^\**$/.test(pattern.slice(read));
}

function isSame(character: string, expected: string): boolean {
  return expected === '?' ? character !== '/' : character === expected;
}

interface Restart {
  at: number;
  read: number;
}

/** Where matching goes on after a mismatch: the last `*` takes one character more, else the last `**` does. */
class Wildcards {
  private within: Restart | undefined;
  private across: Restart | undefined;

  begin(across: boolean, at: number, read: number): void {
    this.within = across ? undefined : { at, read };
    if (across) this.across = { at, read };
  }

  extend(path: string): Restart | undefined {
    if (this.within !== undefined && path.charAt(this.within.at) !== '/') {
      this.within.at += 1;
      return { ...this.within };
    }
    this.within = undefined;
    if (this.across === undefined) return undefined;
    this.across.at += 1;
    return { ...this.across };
  }
}
