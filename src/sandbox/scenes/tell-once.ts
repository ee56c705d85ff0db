import type { Story } from '../story.js';

/** Tells a line when it is true for the first time. */
export function createTellOnce(story: Story) {
  const told = new Set<string>();
  return (zh: string, en: string, details?: readonly string[]): void => {
    if (told.has(zh)) return;
    told.add(zh);
    story.tell(zh, en, details);
  };
}
