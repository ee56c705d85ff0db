import type { ItemImage } from '../../../schemas/item-content.js';
import type { ContentCheck } from './check.js';

/** Names that cameras, programs and editors give: they tell nobody what is to be seen. */
const SAYS_NOTHING =
  /^(?:[\w%. ()-]+\.(?:jpe?g|png|gif|bmp|webp)|(?:图片?|照片|截图|微信图片|微信截图|插图|image|img|pic(?:ture)?|photo|dsc|screenshot)[\s_-]*\d*)$/i;
/** Places that are named; the others are counted. */
const MOST_NAMED = 10;

function isMissing({ alt }: ItemImage): boolean {
  return alt === undefined || SAYS_NOTHING.test(alt.trim());
}

/** 无障碍: images that people who cannot see them are told nothing of. */
export const imageAlternatives: ContentCheck = {
  name: 'completeness.image-alternative',
  run: ({ images }) => {
    const places = images.flatMap((image, position) => (isMissing(image) ? [position + 1] : []));
    if (places.length === 0) return [];
    const named = places.slice(0, MOST_NAMED);
    const rest = places.length > MOST_NAMED ? ['等', ' and others'] : ['', ''];
    return [
      {
        rule: 'completeness.image-alternative',
        severity: 'info',
        field: 'images',
        zh: `有 ${places.length} 张图片缺少替代文字或替代文字无意义（第 ${named.join('、')} 张${rest[0] ?? ''}）。`,
        en: `${places.length} images have no text alternative, or one that says nothing (number ${named.join(', ')}${rest[1] ?? ''}).`,
      },
    ];
  },
};
