import { UNIT_EVENT_TYPES, UNIT_EVENT_WORDS } from '../../schemas/unit-event.js';
import type { Story } from './story.js';
import type { Census } from './take-census.js';

/** What the unit with a callback heard of its items, by kind. */
export function tellHeard(story: Story, { heard }: Pick<Census, 'heard'>): void {
  const counts = UNIT_EVENT_TYPES.flatMap((type) => {
    const count = heard.filter((event) => event.type === type).length;
    return count === 0 ? [] : [{ type, count }];
  });
  const zh = counts.map(({ type, count }) => `${UNIT_EVENT_WORDS[type]} ${count}`).join('、');
  const en = counts.map(({ type, count }) => `${type} ${count}`).join(', ');
  story.tell(`基础地理信息中心经回调收到：${zh}`, `the unit heard: ${en}`);
}
