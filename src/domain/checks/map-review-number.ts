import type { ItemContent } from '../../../schemas/item-content.js';
import { textsOf, type ContentCheck } from './check.js';

const MAP_WORDS = /地图|示意图|区位图|影像图|地形图|行政区划图|分布图|挂图|航摄影像/;
// GS(2016)1663号, GS（2024）0650号, GS京(2022)0001号, 京S(2022)001号, 国审字(2010)第1号, 鄂审字〔2020〕第12号; after NFKC,
// which makes full-width letters, digits and round and square brackets plain ones.
const REVIEW_NUMBER =
  /(?:GS\s*\p{Script=Han}?|\p{Script=Han}S|\p{Script=Han}审字|国审字)\s*[([〔【﹝]\s*\d{4}\s*[)\]〕】﹞]\s*第?\s*\d{1,6}\s*号/iu;
/** What follows an image within its caption: so much text, tags left out. */
const CAPTION = 60;
const IMAGE = /<img [^>]*>/g;

/** 审图号: every item that shows a map image needs one; whether it shows a map is read from the words around images. */
export const mapReviewNumber: ContentCheck = {
  name: 'map.review-number',
  run: (content) => {
    if (content.images.length === 0 || !showsMap(content) || hasReviewNumber(content)) return [];
    return [
      {
        rule: 'map.review-number',
        severity: 'warn',
        field: 'images',
        zh: '图片疑似地图但未见审图号，请审核员核实。',
        en: 'An image seems to show a map but no map review number (审图号) is given; a reviewer must verify it.',
      },
    ];
  },
};

function showsMap({ title, images, bodyHtml }: ItemContent): boolean {
  return (
    MAP_WORDS.test(title) ||
    images.some((image) => MAP_WORDS.test(image.alt ?? '')) ||
    captionsIn(bodyHtml).some((caption) => MAP_WORDS.test(caption))
  );
}

/** The line below each image, which is where pages name what it shows. */
function captionsIn(bodyHtml: string): string[] {
  return [...bodyHtml.matchAll(IMAGE)].map(({ 0: tag, index }) => {
    const after = bodyHtml.slice(index + tag.length, index + tag.length + CAPTION * 5);
    const [line = ''] = after
      .replace(/<(?!\/?(?:p|div|figcaption|br|td|tr|h\d)\b)[^>]*>/g, '')
      .split(/<[^>]*>?/)
      .map((text) => text.trim())
      .filter(Boolean);
    // A paragraph that goes on is about something else than the picture.
    return line.length <= CAPTION ? line : '';
  });
}

function hasReviewNumber(content: ItemContent): boolean {
  return (
    content.images.some((image) => image.mapReviewNumber !== undefined) ||
    textsOf(content).some(({ text }) => REVIEW_NUMBER.test(text.normalize('NFKC')))
  );
}
