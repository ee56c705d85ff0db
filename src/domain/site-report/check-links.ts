import type { SiteFinding } from '../../../schemas/source-check.js';
import { toFinding, type LinkFacts, type SiteRule } from './site-sample.js';

const NAMES: Record<LinkFacts['what'], { zh: string; en: string }> = {
  image: { zh: '图片', en: 'images' },
  attachment: { zh: '附件', en: 'attachments' },
  link: { zh: '链接', en: 'links' },
};

/** 链接: images, attachments and links of the sampled articles that do not open. */
export const checkLinks: SiteRule = ({ links }) =>
  (Object.keys(NAMES) as LinkFacts['what'][]).flatMap((what) => {
    const broken = links.filter((link) => link.what === what && isBroken(link));
    if (broken.length === 0) return [];
    const outcomes = [...new Set(broken.map(({ outcome }) => outcome))].slice(0, 5).join(', ');
    const { zh, en } = NAMES[what];
    const words = {
      zh: `抽查的${zh}有 ${broken.length} 个打不开（${outcomes}）。`,
      en: `${broken.length} of the sampled ${en} do not open (${outcomes}).`,
    };
    const level: SiteFinding['level'] = what === 'link' ? 'advice' : 'warning';
    return [
      toFinding(
        'link-broken',
        level,
        words,
        broken.map(({ url }) => url),
      ),
    ];
  });

/** A refusal of robots says nothing about what people get. */
function isBroken({ outcome }: LinkFacts): boolean {
  if (typeof outcome === 'string') return true;
  return outcome >= 400 && ![401, 403, 405, 412, 429].includes(outcome);
}
