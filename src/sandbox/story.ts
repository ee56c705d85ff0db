/** What a newcomer reads: Chinese first, English second, one line a step, with the seconds since the start. */
export interface Story {
  tell(zh: string, en: string): void;
  heading(zh: string, en: string): void;
  line(text: string): void;
}

export function createStory(write: (text: string) => void, elapsedMs: () => number): Story {
  const seconds = () => `${(elapsedMs() / 1000).toFixed(1).padStart(6)}s`;
  return {
    tell: (zh, en) => {
      write(`${seconds()}  ${zh}  / ${en}\n`);
    },
    heading: (zh, en) => {
      write(`\n━━ ${zh}  ${en} ━━\n`);
    },
    line: (text) => {
      write(`${text}\n`);
    },
  };
}
