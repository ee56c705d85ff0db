/** What a newcomer reads: Chinese first, English second, one line a step, with the seconds since the start. */
export interface Story {
  /** `details` follow on lines of their own, before anybody else has their say. */
  tell(zh: string, en: string, details?: readonly string[]): void;
  heading(zh: string, en: string): void;
  line(text: string): void;
}

/** Behind the seconds and the mark of a scene. */
const DETAIL_AT = 13;

export function createStory(write: (text: string) => void, elapsedMs: () => number): Story {
  const seconds = () => `${(elapsedMs() / 1000).toFixed(1).padStart(6)}s`;
  return {
    tell: (zh, en, details = []) => {
      const lines = details.map((detail) => `${' '.repeat(DETAIL_AT)}${detail}\n`);
      write(`${seconds()}  ${zh}  / ${en}\n${lines.join('')}`);
    },
    heading: (zh, en) => {
      write(`\n━━ ${zh}  ${en} ━━\n`);
    },
    line: (text) => {
      write(`${text}\n`);
    },
  };
}
