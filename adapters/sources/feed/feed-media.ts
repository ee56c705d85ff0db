import type { RawMedia } from '../../../schemas/raw-entry.js';
import { attributeOf, elementsOf, textOf, type XmlElement } from '../../formats/xml-element.js';
import { addressOf, FeedFields, toMedia, type FeedContext } from './feed-fields.js';

export interface FeedMedia {
  images: RawMedia[];
  attachments: RawMedia[];
}

/** Enclosures and everything of Media RSS and iTunes that has an address, told apart into pictures and the rest. */
export function mediaOf(fields: FeedFields, context: FeedContext): FeedMedia {
  const media: FeedMedia = { images: [], attachments: [] };
  for (const enclosure of fields.all('enclosure', 'atom:enclosure')) addEnclosure(media, enclosure, context);
  for (const link of fields.all('atom:link', 'link')) {
    if (relationOf(link) === 'enclosure') addEnclosure(media, link, context);
  }
  addMediaElements(media, fields.element, context);
  for (const link of fields.all('itunes:link')) {
    if (relationOf(link) === 'image')
      add(media.images, toMedia(addressOf(attributeOf(link, 'href'), link, context), {}));
  }
  for (const image of fields.all('itunes:image', 'image')) {
    const url = elementsOf(image).find((child) => child.local === 'url');
    const attribute = attributeOf(image, 'href') ?? attributeOf(image, 'url');
    const written = attribute ?? (url === undefined ? textOf(image) : textOf(url));
    add(media.images, toMedia(addressOf(written, image, context), {}));
  }
  return media;
}

/** What several forms of one medium have in common; where an entry says nothing of its own, it is said of the entry. */
export function groupOf(fields: FeedFields): FeedFields | undefined {
  const [group] = fields.all('media:group');
  return group && new FeedFields(group);
}

/** Relation of a link: the last segment of the registry's long form, `alternate` where none is given. */
export function relationOf(link: XmlElement): string {
  const written = attributeOf(link, 'rel')?.toLowerCase() ?? 'alternate';
  return written.replace(/^https?:\/\/www\.iana\.org\/assignments\/relation\//, '');
}

function addEnclosure(media: FeedMedia, element: XmlElement, context: FeedContext): void {
  const attribute = ['url', 'href', 'src'].map((name) => attributeOf(element, name)).find(Boolean);
  const written = attribute ?? textOf(element);
  const mediaType = attributeOf(element, 'type');
  const found = toMedia(addressOf(written, element, context), {
    mediaType,
    size: attributeOf(element, 'length'),
    title: attributeOf(element, 'title'),
  });
  add(mediaType?.toLowerCase().startsWith('image/') === true ? media.images : media.attachments, found);
}

/** `media:content`, `media:thumbnail` and, one level down, those of `media:group` and `media:content`. */
function addMediaElements(media: FeedMedia, parent: XmlElement, context: FeedContext): void {
  for (const child of elementsOf(parent)) {
    if (child.key === 'media:content') addMediaContent(media, child, context);
    if (child.key === 'media:thumbnail') {
      const written = attributeOf(child, 'url') ?? textOf(child);
      add(media.images, toMedia(addressOf(written, child, context), {}));
    }
    if (child.key === 'media:group' || child.key === 'media:content') addMediaElements(media, child, context);
  }
}

function addMediaContent(media: FeedMedia, element: XmlElement, context: FeedContext): void {
  const mediaType = attributeOf(element, 'type');
  const described = (key: string): string | undefined => {
    const found = elementsOf(element).find((child) => child.key === key);
    return found === undefined ? undefined : textOf(found);
  };
  const found = toMedia(addressOf(attributeOf(element, 'url'), element, context), {
    mediaType,
    size: attributeOf(element, 'filesize'),
    title: described('media:title'),
    alt: described('media:description'),
  });
  const isImage = attributeOf(element, 'medium') === 'image' || mediaType?.startsWith('image/') === true;
  add(isImage ? media.images : media.attachments, found);
}

function add(list: RawMedia[], found: RawMedia | undefined): void {
  if (found !== undefined) list.push(found);
}
