import { toHttpUrl, toLinkUrl, toMediaUrl, type StoredCopies } from './canonical-url.js';
import { cleanText, cutText } from './clean-text.js';

const MAX_ATTRIBUTE_TEXT = 1000;
const MAX_SET = 10_000;
const ALIGNMENTS = new Set(['left', 'center', 'right', 'justify']);
const SMALL_NUMBER = /^[1-9]\d{0,3}$/;
const TEXT_ALIGN = /text-align\s*:\s*(center|right)/i;

/** Addresses that lazy-loading scripts and editors keep beside a placeholder in `src`. */
const LAZY_SOURCES = ['data-src', 'data-original', 'data-lazy-src', 'data-echo', '_src'];
const PLACEHOLDER =
  /^(?:data:|about:)|(?:blank|loading|lazy|placeholder|spacer|transparent|grey|pixel)\.(?:gif|png|svg)/i;

type Attributes = Readonly<Record<string, string>>;

/** The value to write for an allowed attribute, or undefined where it must not stay. */
export function cleanAttribute(
  element: string,
  attribute: string,
  attributes: Attributes,
  baseUrl: string | undefined,
  stored?: StoredCopies,
): string | undefined {
  switch (attribute) {
    case 'href':
      return toLinkUrl(attributes.href ?? '', baseUrl);
    case 'src':
      return element === 'img'
        ? imageSource(attributes, baseUrl, stored)
        : toHttpUrl(attributes.src ?? '', baseUrl);
    case 'poster':
      return toHttpUrl(attributes.poster ?? '', baseUrl);
    case 'align':
      return alignment(element, attributes);
    case 'controls':
      return attributes.controls === undefined ? undefined : '';
    case 'alt':
    case 'title':
      return cleanText(cutText(attributes[attribute] ?? '', MAX_ATTRIBUTE_TEXT)) || undefined;
    default:
      return smallNumber(attribute, attributes[attribute]);
  }
}

function imageSource(
  attributes: Attributes,
  baseUrl: string | undefined,
  stored: StoredCopies | undefined,
): string | undefined {
  for (const name of LAZY_SOURCES) {
    const lazy = attributes[name];
    const url = lazy === undefined || PLACEHOLDER.test(lazy) ? undefined : toHttpUrl(lazy, baseUrl);
    if (url !== undefined) return url;
  }
  const offered = (set: string | undefined) => toHttpUrl(largestIn(set), baseUrl);
  return (
    offered(attributes['data-srcset']) ??
    toMediaUrl(attributes.src ?? '', baseUrl, stored) ??
    offered(attributes.srcset)
  );
}

/** Of the pictures that a `srcset` offers (`1.jpg 1x, 2.jpg 2x`) the largest; '' where it offers none. */
function largestIn(set = ''): string {
  let [largest, size] = ['', 0];
  for (const candidate of set.slice(0, MAX_SET).split(/,\s+/)) {
    const [address = '', descriptor = '1x'] = candidate.trim().split(/\s+/);
    const offered = Number.parseFloat(descriptor);
    if (offered > size && !PLACEHOLDER.test(address)) [largest, size] = [address, offered];
  }
  return largest;
}

/** Signatures of official documents stand right, headings in the middle; editors say so in `style`, which is dropped. */
function alignment(element: string, attributes: Attributes): string | undefined {
  const declared = attributes.align?.trim().toLowerCase();
  if (declared !== undefined && ALIGNMENTS.has(declared)) return declared;
  const styled = attributes.style === undefined ? undefined : TEXT_ALIGN.exec(attributes.style)?.[1];
  return styled?.toLowerCase() ?? (element === 'center' ? 'center' : undefined);
}

/** Spans and sizes; a span of 1 is what its absence means. */
function smallNumber(attribute: string, value: string | undefined): string | undefined {
  const trimmed = value?.trim() ?? '';
  if (!SMALL_NUMBER.test(trimmed)) return undefined;
  return trimmed === '1' && attribute.endsWith('span') ? undefined : trimmed;
}
