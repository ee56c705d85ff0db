import type { Finding } from '../../../schemas/item-content.js';
import { excerptAround, findMatches, sentenceAround, type ContentCheck } from './check.js';

// 高程为123.45米, 海拔 1234 m
const ELEVATION = /(?:高程|海拔(?:高度)?|标高)\s*[:：为是约达]*\s*-?\d+(?:\.\d+)?\s*(?:米|m(?![a-z])|公尺)/gi;
// 分辨率优于0.3米, 0.2m分辨率
const RESOLUTION =
  /分辨率\s*(?:[:：为是达到优于高于约]*)\s*(\d+(?:\.\d+)?)\s*(米|m(?![a-z])|厘米|cm)|(\d+(?:\.\d+)?)\s*(米|m|厘米|cm)\s*(?:级)?\s*分辨率/gi;
const CONTOUR = /(?:基本)?等高距\s*[:：为是]*\s*(\d+(?:\.\d+)?)\s*(?:米|m(?![a-z]))/gi;
// 1:10000, 1∶5万, 1：10 000
const SCALE = /1\s*[:：∶]\s*(\d[\d\s,]*(?:\.\d+)?)\s*(万)?/g;

const FINEST_SCALE = 5000;
const COARSEST_SCALE = 100_000;

/** 地图要素: elevations of listed facilities, imagery and contours finer than may be public. */
export const mapFacts: ContentCheck = {
  name: 'secrecy.map-facts',
  run: (content, { thresholds }) => {
    // Asked once: of a text full of contour intervals the answer costs a walk through all of it.
    let scaled: boolean | undefined;
    const isScaled = () =>
      (scaled ??= hasProtectedScale(content.bodyText) || hasProtectedScale(content.title));
    return [
      ...findMatches(content, { pattern: ELEVATION, needs: ['高程', '海拔', '标高'] }, (match, field) => {
        const sentence = sentenceAround(match);
        const facility = thresholds.facilities.find((word) => sentence.includes(word));
        return facility === undefined ? undefined : elevation(match, field, facility);
      }),
      ...findMatches(content, { pattern: RESOLUTION, needs: ['分辨率'] }, (match, field) =>
        toMeters(match) < thresholds.imageryMeters
          ? toFinding('imagery', match, field, {
              zh: `影像分辨率优于 ${thresholds.imageryMeters} 米，公开须经审查。`,
              en: `Imagery finer than ${thresholds.imageryMeters} m; its publication must be cleared.`,
            })
          : undefined,
      ),
      ...findMatches(content, { pattern: CONTOUR, needs: ['等高距'] }, (match, field) =>
        Number(match[1]) <= thresholds.contourMeters && isScaled()
          ? toFinding('contours', match, field, {
              zh: `1∶5000 至 1∶10 万比例尺等高距不大于 ${thresholds.contourMeters} 米，公开须经审查。`,
              en: `Contours of ${thresholds.contourMeters} m or less on 1:5 000 to 1:100 000; their publication must be cleared.`,
            })
          : undefined,
      ),
    ];
  },
};

function elevation(match: RegExpExecArray, field: string, facility: string): Finding {
  return {
    ...toFinding('elevation', match, field, {
      zh: `“${facility}”的高程不得公开，须经保密审查。`,
      en: `The elevation of a listed facility (${facility}); the secrecy review must clear it.`,
    }),
    severity: 'block',
  };
}

function toFinding(
  what: string,
  match: RegExpExecArray,
  field: string,
  words: { zh: string; en: string },
): Finding {
  const excerpt = excerptAround(match);
  return { rule: `secrecy.${what}`, severity: 'warn', field, offset: match.index, excerpt, ...words };
}

function toMeters(match: RegExpExecArray): number {
  const value = Number(match[1] ?? match[3]);
  const unit = (match[2] ?? match[4] ?? '').toLowerCase();
  return unit === '厘米' || unit === 'cm' ? value / 100 : value;
}

function hasProtectedScale(text: string): boolean {
  return [...text.matchAll(SCALE)].some(([, digits = '', myriads]) => {
    const scale = Number(digits.replace(/[\s,]/g, '')) * (myriads === undefined ? 1 : 10_000);
    return scale >= FINEST_SCALE && scale <= COARSEST_SCALE;
  });
}
