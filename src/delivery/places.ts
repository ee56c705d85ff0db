/** Gives a place back; once, however often it is called. */
export type Leave = () => void;

/**
 * Places in which exchanges run, so many at once for each name, first come first served. How many there are is asked at
 * every entry, so that a changed setting counts at once. Undefined when `stopping` ended the wait.
 */
export function createPlaces() {
  const rooms = new Map<string, Room>();

  return async (name: string, most: number, stopping: AbortSignal): Promise<Leave | undefined> => {
    const room = rooms.get(name) ?? { taken: 0, queue: [] };
    rooms.set(name, room);
    room.most = most;
    if (!(await takePlace(room, stopping))) return undefined;
    let isIn = true;
    return () => {
      if (isIn) room.taken--;
      isIn = false;
      letIn(room);
    };
  };
}

interface Room {
  taken: number;
  most?: number;
  queue: { enter(): void }[];
}

function takePlace(room: Room, stopping: AbortSignal): Promise<boolean> {
  if (stopping.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const guest = {
      enter() {
        stopping.removeEventListener('abort', giveUp);
        resolve(true);
      },
    };
    const giveUp = (): void => {
      room.queue.splice(room.queue.indexOf(guest), 1);
      resolve(false);
    };
    stopping.addEventListener('abort', giveUp, { once: true });
    room.queue.push(guest);
    letIn(room);
  });
}

function letIn(room: Room): void {
  while (room.taken < (room.most ?? 1)) {
    const next = room.queue.shift();
    if (!next) return;
    room.taken++;
    next.enter();
  }
}
