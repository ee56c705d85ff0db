/** What a file of a type begins with; bytes as Latin-1 characters. The first that fits decides. */
export interface Signature {
  type: string;
  bytes: string;
  /** Where the bytes stand; default 0. */
  at?: number;
  /** More that must stand elsewhere. */
  and?: { bytes: string; at: number };
}

const riff = (type: string, form: string): Signature => ({
  type,
  bytes: 'RIFF',
  and: { bytes: form, at: 8 },
});

/** ISO base media: the brand behind `ftyp` tells what the container is for. */
const brand = (type: string, name: string): Signature => ({ type, bytes: `ftyp${name}`, at: 4 });

/** Types that occur on government sites. Sources: the specifications of the formats and the registry of media types. */
export const SIGNATURES: readonly Signature[] = [
  { type: 'image/png', bytes: '\x89PNG\r\n\x1a\n' },
  { type: 'image/jpeg', bytes: '\xff\xd8\xff' },
  { type: 'image/gif', bytes: 'GIF87a' },
  { type: 'image/gif', bytes: 'GIF89a' },
  riff('image/webp', 'WEBP'),
  { type: 'image/tiff', bytes: 'II*\0' },
  { type: 'image/tiff', bytes: 'MM\0*' },
  { type: 'image/tiff', bytes: 'II+\0' },
  { type: 'image/tiff', bytes: 'MM\0+' },
  { type: 'image/x-icon', bytes: '\0\0\x01\0' },
  { type: 'image/jp2', bytes: '\0\0\0\x0cjP  \r\n\x87\n' },
  { type: 'image/vnd.adobe.photoshop', bytes: '8BPS\0' },
  ...['heic', 'heix', 'heim', 'heis', 'hevc', 'mif1', 'msf1'].map((name) => brand('image/heic', name)),
  ...['avif', 'avis'].map((name) => brand('image/avif', name)),
  brand('audio/mp4', 'M4A '),
  brand('audio/mp4', 'M4B '),
  brand('video/quicktime', 'qt  '),
  brand('video/3gpp', '3gp'),
  brand('video/mp4', ''),
  { type: 'application/x-ole-storage', bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' },
  { type: 'application/rtf', bytes: '{\\rtf' },
  { type: 'application/postscript', bytes: '%!PS' },
  { type: 'application/zip', bytes: 'PK\x03\x04' },
  { type: 'application/zip', bytes: 'PK\x05\x06' },
  { type: 'application/zip', bytes: 'PK\x07\x08' },
  { type: 'application/vnd.rar', bytes: 'Rar!\x1a\x07\0' },
  { type: 'application/vnd.rar', bytes: 'Rar!\x1a\x07\x01\0' },
  { type: 'application/x-7z-compressed', bytes: "7z\xbc\xaf'\x1c" },
  { type: 'application/gzip', bytes: '\x1f\x8b\x08' },
  { type: 'application/x-bzip2', bytes: 'BZh', and: { bytes: '1AY&SY', at: 4 } },
  { type: 'application/x-xz', bytes: '\xfd7zXZ\0' },
  { type: 'application/x-tar', bytes: 'ustar', at: 257 },
  { type: 'application/vnd.shp', bytes: "\0\0'\x0a" },
  ...['\x02', '\x03', '\x04'].map((version) => ({ type: 'audio/mpeg', bytes: `ID3${version}` })),
  riff('audio/wav', 'WAVE'),
  riff('video/x-msvideo', 'AVI '),
  { type: 'audio/ogg', bytes: 'OggS' },
  { type: 'audio/flac', bytes: 'fLaC' },
  { type: 'video/x-ms-asf', bytes: '0&\xb2u\x8ef\xcf\x11\xa6\xd9\0\xaa\0b\xcel' },
  { type: 'video/x-flv', bytes: 'FLV\x01' },
  { type: 'video/webm', bytes: '\x1aE\xdf\xa3' },
  { type: 'video/mpeg', bytes: '\0\0\x01\xba' },
  { type: 'video/mpeg', bytes: '\0\0\x01\xb3' },
  { type: 'application/x-elf', bytes: '\x7fELF' },
  { type: 'application/x-mach-binary', bytes: '\xcf\xfa\xed\xfe' },
  { type: 'application/x-mach-binary', bytes: '\xce\xfa\xed\xfe' },
  { type: 'application/java-vm', bytes: '\xca\xfe\xba\xbe' },
  { type: 'application/x-ms-shortcut', bytes: 'L\0\0\0\x01\x14\x02\0' },
  { type: 'application/x-sh', bytes: '#!' },
];
