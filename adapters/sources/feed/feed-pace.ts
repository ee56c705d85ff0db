import { elementsOf, textOf, type XmlElement } from '../../formats/xml-element.js';
import type { ListingPace } from '../../source-adapter.js';
import { FeedFields } from './feed-fields.js';

const PERIOD_SECONDS: Readonly<Record<string, number>> = {
  ...{ hourly: 3600, daily: 86_400, weekly: 7 * 86_400, monthly: 30 * 86_400, yearly: 365 * 86_400 },
};
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/**
 * How often a feed asks to be asked for: `ttl` (minutes), `skipHours` and `skipDays` (GMT) of RSS, and the syndication
 * module in any format. Undefined when it says nothing. What is no number, or no day, is not there.
 */
export function readPace(root: XmlElement): ListingPace | undefined {
  const channel = elementsOf(root).find(({ key }) => key === 'channel') ?? root;
  const fields = new FeedFields(channel);
  const seconds = readTtl(fields) ?? readSyndication(fields);
  const skipHours = readHours(fields);
  const skipDays = readDays(fields);
  const pace: ListingPace = {
    ...(seconds !== undefined && { seconds }),
    ...(skipHours.length > 0 && { skipHours }),
    ...(skipDays.length > 0 && { skipDays }),
  };
  return Object.keys(pace).length > 0 ? pace : undefined;
}

function readTtl(fields: FeedFields): number | undefined {
  const minutes = readWhole(fields.text('ttl'));
  return minutes === undefined || minutes === 0 ? undefined : minutes * 60;
}

/** `updateFrequency` times in each `updatePeriod`, which is a day unless named (RSS 1.0 syndication module). */
function readSyndication(fields: FeedFields): number | undefined {
  const period = fields.text('sy:updateperiod');
  const frequency = readWhole(fields.text('sy:updatefrequency'));
  if (period === undefined && frequency === undefined) return undefined;
  const seconds = PERIOD_SECONDS[(period ?? 'daily').toLowerCase()];
  return seconds === undefined ? undefined : Math.round(seconds / Math.max(1, frequency ?? 1));
}

/** Hours 0 to 23; older versions count midnight as 24. */
function readHours(fields: FeedFields): number[] {
  const hours = partsOf(fields, 'skiphours').map(readWhole);
  return [
    ...new Set(hours.filter((hour) => hour !== undefined && hour <= 24).map((hour) => (hour ?? 0) % 24)),
  ];
}

function readDays(fields: FeedFields): number[] {
  const days = partsOf(fields, 'skipdays').map((day) => DAYS.indexOf(day.toLowerCase()));
  return [...new Set(days.filter((day) => day >= 0))];
}

function partsOf(fields: FeedFields, key: string): string[] {
  return fields.all(key).flatMap((list) => elementsOf(list).map((part) => textOf(part)));
}

function readWhole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,8}$/.test(text.trim()) ? Number(text) : undefined;
}
