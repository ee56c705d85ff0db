import { namesIn } from '../normalize/file-kind.js';

/** Groups of types that may stand for each other without anybody being misled. */
export type MediaFamily =
  'image' | 'drawing' | 'pdf' | 'office' | 'archive' | 'recording' | 'page' | 'text' | 'program' | 'data';

const OF_EXTENSION = table<MediaFamily>({
  image: 'jpg jpeg jpe jfif png gif bmp webp tif tiff ico heic heif avif jp2 psd',
  drawing: 'svg dwg dxf',
  pdf: 'pdf',
  office:
    'doc docx docm dot dotx xls xlsx xlsm xlsb xlt xltx ppt pptx pptm pps ppsx pot potx rtf odt ods odp wps et dps ofd vsd epub mht',
  archive: 'zip rar 7z gz tgz tar bz2 xz jar kmz',
  recording: 'mp3 wav wma m4a aac flac ogg mp4 m4v mov avi wmv flv webm mpg mpeg 3gp mkv',
  page: 'html htm shtml xhtml',
  text: 'txt csv xml json kml',
});

const OF_TYPE = table<MediaFamily>({
  drawing: 'image/svg+xml image/vnd.dwg image/vnd.dxf',
  pdf: 'application/pdf',
  office:
    'application/msword application/rtf text/rtf application/x-ole-storage application/ofd application/epub+zip multipart/related',
  archive:
    'application/zip application/x-zip-compressed application/vnd.rar application/x-rar-compressed application/x-rar ' +
    'application/x-7z-compressed application/gzip application/x-gzip application/x-bzip2 application/x-xz ' +
    'application/x-tar application/java-archive',
  recording: 'application/ogg application/x-mpegurl',
  page: 'text/html application/xhtml+xml',
  text: 'text/plain text/csv text/xml application/xml application/json',
  program:
    'application/x-msdownload application/x-elf application/x-mach-binary application/java-vm application/x-sh ' +
    'application/x-ms-shortcut application/x-shockwave-flash application/x-msi application/vnd.android.package-archive',
});

const OFFICE = /^application\/(?:vnd\.(?:ms-|openxmlformats-|oasis\.|visio)|wps-office|kswps|ksdps|kset)/;

/** The family of a media type; parameters are passed over. Undefined for the types that say nothing. */
export function familyOfType(mediaType: string): MediaFamily | undefined {
  const type = mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const listed = OF_TYPE.get(type);
  if (listed !== undefined) return listed;
  if (type.startsWith('image/')) return 'image';
  if (type.startsWith('audio/') || type.startsWith('video/')) return 'recording';
  return OFFICE.test(type) ? 'office' : undefined;
}

/** What a file claims to be: by the name in its address or its title, else by what was declared of it. */
export function claimedFamily(media: {
  url: string;
  title?: string | undefined;
  mediaType?: string | undefined;
}): MediaFamily | undefined {
  const named = [...namesIn(media.url), media.title ?? '']
    .map(familyOfName)
    .find((each) => each !== undefined);
  return named ?? familyOfType(media.mediaType ?? '');
}

function familyOfName(name: string): MediaFamily | undefined {
  const extension = /\.([a-z0-9]{1,5})\s*$/i.exec(name)?.[1];
  return extension === undefined ? undefined : OF_EXTENSION.get(extension.toLowerCase());
}

/** Names separated by spaces, by family; turned round. */
function table<F extends string>(families: Partial<Record<F, string>>): ReadonlyMap<string, F> {
  const found = new Map<string, F>();
  for (const family in families)
    for (const name of (families[family] ?? '').split(' ')) found.set(name, family);
  return found;
}
