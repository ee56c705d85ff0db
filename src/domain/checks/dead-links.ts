import type { Finding } from '../../../schemas/item-content.js';
import type { LinkState, LinkVerdict } from '../../../schemas/link-state.js';
import { linksIn } from '../body-links.js';
import type { ContentCheck } from './check.js';

/** Addresses that one finding names; the others are counted. */
const MOST_NAMED = 3;
const LONGEST_ADDRESS = 90;

const WORDS: Partial<Record<LinkVerdict, readonly [zh: string, en: string]>> = {
  dead: ['链接已失效', 'Links that lead to no page'],
  unreachable: ['链接无法访问', 'Links that nobody answers'],
  internal: [
    '链接指向内部网络地址，公众无法访问且暴露内网',
    'Links into a private network, which the public cannot reach',
  ],
};

/** 死链: links of the body that were found not to work. They are asked after the first check; until then there is no finding. */
export const deadLinks: ContentCheck = {
  name: 'links',
  run: (content, _rules, { badLinks }) => {
    if (badLinks.size === 0) return [];
    const bad = linksIn(content.bodyHtml).flatMap((url) => badLinks.get(url) ?? []);
    return (['dead', 'unreachable', 'internal'] as const).flatMap((verdict) =>
      toFinding(
        verdict,
        bad.filter((link) => link.verdict === verdict),
      ),
    );
  },
};

function toFinding(verdict: 'dead' | 'unreachable' | 'internal', links: readonly LinkState[]): Finding[] {
  const [zh, en] = WORDS[verdict] ?? ['', ''];
  if (links.length === 0) return [];
  const named = links.slice(0, MOST_NAMED).map(({ url, status }) => {
    const shown = url.length > LONGEST_ADDRESS ? `${url.slice(0, LONGEST_ADDRESS)}…` : url;
    return status === undefined ? shown : `${shown} (${status})`;
  });
  const rest = links.length - named.length;
  return [
    {
      ...{ rule: `links.${verdict}`, severity: 'warn', field: 'bodyHtml' },
      excerpt: named.join(' ').slice(0, 300),
      zh: `${zh}，共 ${links.length} 个${rest > 0 ? `，列出前 ${MOST_NAMED} 个` : ''}。`,
      en: `${en}: ${links.length}${rest > 0 ? `, the first ${MOST_NAMED} of them shown` : ''}.`,
    },
  ];
}
