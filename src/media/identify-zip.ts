import { open, type Entry, type ZipFile } from 'yauzl';

/** Names of a central directory that are looked at; a container of a known kind shows itself among the first ones. */
const MOST_NAMES = 20_000;

const OOXML = 'application/vnd.openxmlformats-officedocument.';
const MACROS = '.macroEnabled.12';

/**
 * Kinds of containers by a name they hold. Source: ECMA-376 part 2 (OOXML packages), GB/T 33190 (OFD). Those with a
 * program inside come first.
 */
const MARKS: readonly { type: string; holds: RegExp }[] = [
  { type: `application/vnd.ms-word.document${MACROS}`, holds: /^word\/vbaProject\.bin$/i },
  { type: `application/vnd.ms-excel.sheet${MACROS}`, holds: /^xl\/vbaProject\.bin$/i },
  { type: `application/vnd.ms-powerpoint.presentation${MACROS}`, holds: /^ppt\/vbaProject\.bin$/i },
  { type: `${OOXML}wordprocessingml.document`, holds: /^word\/document\d*\.xml$/i },
  { type: `${OOXML}spreadsheetml.sheet`, holds: /^xl\/workbook\.(?:xml|bin)$/i },
  { type: `${OOXML}presentationml.presentation`, holds: /^ppt\/presentation\.xml$/i },
  { type: 'application/ofd', holds: /^OFD\.xml$/i },
  { type: 'application/java-archive', holds: /^META-INF\/MANIFEST\.MF$/ },
  { type: 'application/vnd.android.package-archive', holds: /^AndroidManifest\.xml$/ },
];

/** OpenDocument 1.3 part 2 and EPUB 3 say it in a first entry that is not compressed. */
const STATED = /^PK\x03\x04[^]{26}mimetype(application\/(?:vnd\.oasis\.opendocument\.[a-z-]+|epub\+zip))/;

/** What a zip file is a container of, by what it says or holds; undefined for an ordinary or a damaged archive. */
export async function identifyZip(path: string, head: Uint8Array): Promise<string | undefined> {
  const stated = STATED.exec(Buffer.from(head.subarray(0, 200)).toString('latin1'))?.[1];
  if (stated !== undefined) return stated;
  const marks = new Set<string>();
  await visitNames(path, (name) => {
    const mark = MARKS.find(({ holds }) => holds.test(name));
    if (mark) marks.add(mark.type);
  });
  return MARKS.find(({ type }) => marks.has(type))?.type;
}

/** Nothing is inflated; names that yauzl refuses (absolute, climbing) end the visit, and no archive of ours has them. */
function visitNames(path: string, see: (name: string) => void): Promise<void> {
  return new Promise((resolve) => {
    open(path, { lazyEntries: true, autoClose: true }, (error, zip: ZipFile | undefined) => {
      if (error || !zip) {
        resolve();
        return;
      }
      let seen = 0;
      const end = (): void => {
        zip.close();
        resolve();
      };
      zip.on('entry', (entry: Entry) => {
        see(entry.fileName);
        seen += 1;
        if (seen < MOST_NAMES) zip.readEntry();
        else end();
      });
      zip.once('end', resolve);
      zip.once('error', end);
      zip.readEntry();
    });
  });
}
