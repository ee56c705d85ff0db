import { load, type CheerioAPI } from 'cheerio/slim';
import { DomHandler } from 'domhandler';
import { Parser } from 'htmlparser2';
import { AppError } from '../../schemas/errors.js';
import type { FetchedDocument } from '../source-adapter.js';
import { decodeText } from './decode-text.js';
import { checkHtmlDepth } from './html-depth.js';
import { readLabels, type PageLabels } from './labels.js';
import { readLinkedData } from './linked-data.js';

const MAX_BYTES = 20 * 1024 * 1024;
const HTML_TAG = /<(?:!doctype html|html|head|body|meta|div|p|table|ul|ol|span|h[1-6]|a|br)[\s/>]/i;
const FEED_ROOT =
  /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<(?:rss|rdf:rdf|feed|\w+:feed|channel)[\s>]/i;

/** A page as a tree, with what its labels say. */
export interface HtmlPage {
  $: CheerioAPI;
  /** Final address of the page. */
  url: string;
  /** What relative addresses resolve against: `<base href>`, else the final address. */
  baseUrl: string;
  labels: PageLabels;
}

/** Throws `parse-empty`, `parse-too-large`, `parse-too-deep`, or `parse-unrecognized` for what is no HTML. */
export function parseHtmlPage(document: FetchedDocument): HtmlPage {
  return parseHtmlText(toHtmlText(document), document.url);
}

/** HTML that is text already: a piece of a page that an interface answered with. Throws as `parseHtmlPage` for its size. */
export function parseHtmlText(html: string, url: string): HtmlPage {
  checkHtmlDepth(html);
  const $ = loadHtml(html);
  const labels = new Map([...readLinkedData($, html), ...readLabels($, html)]);
  return { $, url, baseUrl: baseOf($, url), labels };
}

/**
 * Browsers' leniency without parse5: htmlparser2 builds the tree in half the time and keeps source positions. It is the
 * parser that the depth was checked with: cheerio's own is an older one that nests what this one closes.
 */
function loadHtml(html: string): CheerioAPI {
  const handler = new DomHandler(undefined, { withStartIndices: true, withEndIndices: true });
  new Parser(handler).end(html);
  return load(handler.root, { xml: { xmlMode: false, decodeEntities: true, encodeEntities: 'utf8' } });
}

function toHtmlText(document: FetchedDocument): string {
  const { byteLength } = document.body;
  if (byteLength > MAX_BYTES)
    throw new AppError('parse-too-large', `the page has ${byteLength} bytes, more than ${MAX_BYTES}`, {
      details: { bytes: byteLength, limit: MAX_BYTES },
    });
  const contentType = document.headers['content-type'];
  const { text } = decodeText(document.body, {
    kind: 'html',
    ...(contentType !== undefined && { contentType }),
  });
  if (text.trim() === '') throw new AppError('parse-empty', 'the page is empty');
  if (!HTML_TAG.test(text) || FEED_ROOT.test(text))
    throw new AppError('parse-unrecognized', 'this is no HTML page');
  return text;
}

function baseOf($: CheerioAPI, url: string): string {
  const href = $('base[href]').first().attr('href');
  return (href === undefined ? undefined : resolveUrl(href, url)) ?? url;
}

/** An absolute http(s) address, or undefined for scripts, mail links and what cannot be read. */
export function resolveUrl(href: string, base: string): string | undefined {
  try {
    const url = new URL(href.trim(), base);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}
