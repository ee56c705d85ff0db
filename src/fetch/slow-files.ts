/** Files of slow hosts that are under way, lane by lane: they must leave places to the others. */
export interface SlowFiles {
  hasRoom(rank: number): boolean;
  begin(rank: number): void;
  end(rank: number): void;
}

/** `most` by the rank of the lane; any number where none is given. */
export function createSlowFiles(most: readonly number[]): SlowFiles {
  const underWay = new Map<number, number>();
  const count = (rank: number): number => underWay.get(rank) ?? 0;
  return {
    hasRoom: (rank) => count(rank) < (most[rank] ?? Infinity),
    begin: (rank) => void underWay.set(rank, count(rank) + 1),
    end: (rank) => void underWay.set(rank, count(rank) - 1),
  };
}
