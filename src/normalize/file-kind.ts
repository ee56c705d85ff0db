const ATTACHMENT =
  /\.(docx?|dotx?|xlsx?|csv|pptx?|ppsx?|pdf|ofd|wps|et|dps|ceb|rtf|odt|ods|zip|rar|7z|tar|gz|tgz|mp[34]|m4[av]|mov|avi|wmv|flv|wav|wma|dwg|shp|kmz|kml|tiff?|epub)$/i;
const IMAGE = /\.(jpe?g|png|gif|bmp|webp)$/i;

/** Whether the name in an address, or in a parameter that names a file, is one of a document to take along. */
export function isAttachmentUrl(url: string): boolean {
  return namesIn(url).some((name) => ATTACHMENT.test(name));
}

export function isImageUrl(url: string): boolean {
  return namesIn(url).some((name) => IMAGE.test(name));
}

/** The file's name for people, decoded; undefined where the address ends in a folder. */
export function fileNameOf(url: string): string | undefined {
  const name = pathOf(url).split('/').at(-1) ?? '';
  if (name === '') return undefined;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Where an address may name a file: its path, and the values of its query. */
export function namesIn(url: string): string[] {
  const query = url.split('#', 1)[0]?.split('?')[1] ?? '';
  const values = query.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1));
  return [pathOf(url), ...values];
}

function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
