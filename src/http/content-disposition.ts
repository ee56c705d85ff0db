import { cutText } from '../normalize/clean-text.js';

/** Extensions of the types we tell, for files whose name has none. */
const EXTENSIONS = new Map<string, string>([
  ['image/png', 'png'],
  ['image/jpeg', 'jpg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
  ['image/bmp', 'bmp'],
  ['image/tiff', 'tif'],
  ['image/svg+xml', 'svg'],
  ['application/pdf', 'pdf'],
  ['application/ofd', 'ofd'],
  ['application/rtf', 'rtf'],
  ['application/msword', 'doc'],
  ['application/vnd.ms-excel', 'xls'],
  ['application/vnd.ms-powerpoint', 'ppt'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
  ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'pptx'],
  ['application/zip', 'zip'],
  ['application/vnd.rar', 'rar'],
  ['application/x-7z-compressed', '7z'],
  ['text/plain', 'txt'],
  ['text/html', 'html'],
  ['audio/mpeg', 'mp3'],
  ['video/mp4', 'mp4'],
]);

const MAX_NAME = 150;

/** Content-Disposition (RFC 6266): a name for today's browsers in UTF-8, and one in ASCII for what is older. */
export function toDisposition(isShown: boolean, name: string, mediaType: string): string {
  const full = withExtension(cleanName(name), mediaType);
  const ascii = full.replaceAll(/[^\x20-\x7e]/g, '_').replaceAll(/["\\%]/g, '_');
  return `${isShown ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${encodeExtended(full)}`;
}

/** What no file system takes, and what would turn a name around or hide its end. */
function cleanName(name: string): string {
  const cleaned = name
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, '')
    .replaceAll(/[/\\:*?"<>|]/g, '_')
    .replace(/^[. ]+/, '')
    .trim();
  return cutText(cleaned, MAX_NAME) || 'file';
}

function withExtension(name: string, mediaType: string): string {
  const extension = EXTENSIONS.get(mediaType);
  return extension === undefined || /\.[A-Za-z0-9]{1,5}$/.test(name) ? name : `${name}.${extension}`;
}

/** RFC 8187: percent-encoding of everything but what it lets stand. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
