import type { RecommendedSource } from '../../schemas/source-check.js';
import type { SiteSample } from '../domain/site-report/site-sample.js';
import type { Claim } from './check-address.js';

/** The settings a registration should have, from what was seen; the liaison adds a short name and the organization. */
export function toRecommendation(claim: Claim, sample: SiteSample): RecommendedSource {
  const site = label(sample, 'SiteName');
  const column = label(sample, 'ColumnName') ?? onlyOne(sample.items.flatMap((item) => item.column ?? []));
  const kind = onlyOne(sample.items.map((item) => item.kind));
  const host = new URL(sample.finalUrl ?? sample.url).hostname;
  return {
    name: [site ?? host, column].filter((part) => part !== undefined).join(' '),
    adapter: claim.adapter,
    options: Object.fromEntries(Object.entries(claim.options ?? {})),
    lane: 'routine',
    ...(kind !== undefined && { kind }),
    ...(column !== undefined && { column }),
  };
}

function label({ pages }: SiteSample, name: string): string | undefined {
  const values = pages.flatMap(({ labels }) =>
    labels
      .filter((each) => each.name.toLowerCase() === name.toLowerCase())
      .map(({ content }) => content.trim()),
  );
  return values.find((value) => value !== '' && value.toLowerCase() !== 'null')?.slice(0, 90);
}

/** What all say alike; a mixed sample recommends nothing. */
function onlyOne<T extends string>(values: readonly T[]): T | undefined {
  const [first] = values;
  return values.every((value) => value === first) ? first : undefined;
}
