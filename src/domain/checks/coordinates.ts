import type { Finding } from '../../../schemas/item-content.js';
import type { Thresholds } from '../../../schemas/rule.js';
import { excerptAround, findMatches, sentenceAround, type ContentCheck } from './check.js';

const METERS_A_DEGREE = 111_320;

interface CoordinateForm {
  pattern: RegExp;
  /** One of these stands in every text that matches. */
  needs: readonly string[];
  /** How finely the match tells a place, in metres. */
  toMeters: (match: RegExpExecArray) => number;
}

const fineness = (unitMeters: number, decimals: string | undefined): number =>
  unitMeters / 10 ** (decimals?.length ?? 0);

const FORMS: readonly CoordinateForm[] = [
  // 114°18′20.5″, 东经114度18分20秒
  {
    pattern: /\d{1,3}\s*[°度]\s*\d{1,2}\s*[′'’分]\s*\d{1,2}(?:\.(\d+))?\s*(?:[″"”秒]|''|′′)/g,
    needs: ['秒', '″', '"', '”', "''", '′′'],
    toMeters: ([, decimals]) => fineness(METERS_A_DEGREE / 3600, decimals),
  },
  // 114°18.345′
  {
    pattern: /\d{1,3}\s*[°度]\s*\d{1,2}\.(\d+)\s*[′'’分]/g,
    needs: ['′', "'", '’', '分'],
    toMeters: ([, decimals]) => fineness(METERS_A_DEGREE / 60, decimals),
  },
  // 东经114.30551度, 北纬 30.59284°, 经度：114.30551, E114.30551
  {
    pattern:
      /(?:[东西]经|[南北]纬|[经纬]度|(?<![A-Za-z])(?:[EN]|[Ll]ongitude|[Ll]atitude))\s*[:：为是]?\s*\d{1,3}\.(\d+)\s*[°度]?/g,
    needs: ['东经', '西经', '南纬', '北纬', '经度', '纬度', 'E', 'N', 'ongitude', 'atitude'],
    toMeters: ([, decimals]) => fineness(METERS_A_DEGREE, decimals),
  },
  // (114.30551, 30.59284): two numbers in the range of the country, in either order
  {
    pattern:
      /(?<![\d.])(?:7[3-9]|[89]\d|1[0-2]\d|13[0-5])\.(\d{4,})\s*[,，、;；]\s*(?:[3-9]|[1-4]\d|5[0-3])\.\d{4,}(?![\d.])/g,
    needs: ['.'],
    toMeters: ([, decimals]) => fineness(METERS_A_DEGREE, decimals),
  },
  {
    pattern:
      /(?<![\d.])(?:[3-9]|[1-4]\d|5[0-3])\.(\d{4,})\s*[,，、;；]\s*(?:7[3-9]|[89]\d|1[0-2]\d|13[0-5])\.\d{4,}(?![\d.])/g,
    needs: ['.'],
    toMeters: ([, decimals]) => fineness(METERS_A_DEGREE, decimals),
  },
  // X=3385123.45 Y=38512345.67: plane coordinates in metres
  {
    pattern: /[XxYy]\s*[=＝:：]\s*\d{6,8}(?:\.(\d+))?(?!\d)/g,
    needs: ['X', 'x', 'Y', 'y'],
    toMeters: ([, decimals]) => fineness(1, decimals),
  },
];

/** 坐标: places told more finely than may be public; at a listed facility they stop approval. */
export const coordinates: ContentCheck = {
  name: 'secrecy.coordinates',
  run: (content, { thresholds }) =>
    FORMS.flatMap(({ toMeters, ...form }) =>
      findMatches(content, form, (match, field) =>
        toMeters(match) < thresholds.coordinateMeters ? toFinding(match, field, thresholds) : undefined,
      ),
    ),
};

function toFinding(match: RegExpExecArray, field: string, thresholds: Thresholds): Finding {
  const sentence = sentenceAround(match);
  const facility = thresholds.facilities.find((word) => sentence.includes(word));
  return {
    rule: 'secrecy.coordinates',
    severity: facility === undefined ? 'warn' : 'block',
    field,
    offset: match.index,
    excerpt: excerptAround(match),
    zh: `坐标精度高于 ${thresholds.coordinateMeters} 米${facility === undefined ? '' : `，且涉及“${facility}”`}，须经保密审查。`,
    en: `Coordinates finer than ${thresholds.coordinateMeters} m${facility === undefined ? '' : ` of a listed facility (${facility})`}; the secrecy review must clear them.`,
  };
}
