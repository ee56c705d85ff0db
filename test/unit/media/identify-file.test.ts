import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { identifyFile } from '../../../src/media/identify-file.js';
import { sniffBytes } from '../../../src/media/sniff-bytes.js';
import { JPEG, oleOf, PAGE, PDF, PNG, zipOf } from '../../support/sample-files.js';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const OOXML = 'application/vnd.openxmlformats-officedocument.';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baosong-identify-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function identify(bytes: Buffer): Promise<string> {
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  return identifyFile({ path, head: bytes.subarray(0, 65_536) });
}

/** The beginning of an archive whose first file is not compressed. */
function storedZip(name: string, text: string): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt32LE(text.length, 14);
  header.writeUInt32LE(text.length, 18);
  header.writeUInt16LE(name.length, 22);
  return Buffer.concat([latin1('PK\x03\x04'), header, latin1(`${name}${text}PK\x03\x04`)]);
}

const bitmap = Buffer.alloc(60);
bitmap.write('BM', 'latin1');
bitmap.writeUInt32LE(40, 14);

describe('a file is told by its bytes', () => {
  test.each<[string, Buffer, string]>([
    ['PNG', PNG, 'image/png'],
    ['JPEG', JPEG, 'image/jpeg'],
    ['GIF', latin1('GIF89a\x01\0\x01\0'), 'image/gif'],
    ['WebP', latin1('RIFF\x24\0\0\0WEBPVP8 '), 'image/webp'],
    ['a bitmap', bitmap, 'image/bmp'],
    ['TIFF, Intel', latin1('II*\0\x08\0\0\0'), 'image/tiff'],
    ['TIFF, Motorola', latin1('MM\0*\0\0\0\x08'), 'image/tiff'],
    ['a phone picture', latin1('\0\0\0\x18ftypheic\0\0\0\0'), 'image/heic'],
    ['PDF', PDF, 'application/pdf'],
    ['PDF behind a line of a mail system', Buffer.concat([latin1('X-Mail: 1\r\n'), PDF]), 'application/pdf'],
    ['RTF', latin1('{\\rtf1\\ansi\\ansicpg936 }'), 'application/rtf'],
    ['RAR 4', latin1('Rar!\x1a\x07\0\xcf'), 'application/vnd.rar'],
    ['RAR 5', latin1('Rar!\x1a\x07\x01\0\xcf'), 'application/vnd.rar'],
    ['7z', latin1("7z\xbc\xaf'\x1c\0\x04"), 'application/x-7z-compressed'],
    ['gzip', gzipSync('x'), 'application/gzip'],
    ['tar', Buffer.concat([Buffer.alloc(257, 0x61), latin1('ustar\0')]), 'application/x-tar'],
    ['MP3 with a tag', latin1('ID3\x03\0\0\0\0\0\x21'), 'audio/mpeg'],
    ['MP3 without one', latin1('\xff\xfb\x90\x64\0\0\0\0'), 'audio/mpeg'],
    ['MP4', latin1('\0\0\0\x20ftypisom\0\0\x02\0'), 'video/mp4'],
    ['M4A', latin1('\0\0\0\x20ftypM4A \0\0\x02\0'), 'audio/mp4'],
    ['WAV', latin1('RIFF\x24\0\0\0WAVEfmt '), 'audio/wav'],
    ['AVI', latin1('RIFF\x24\0\0\0AVI LIST'), 'video/x-msvideo'],
    ['WMV', latin1('0&\xb2u\x8ef\xcf\x11\xa6\xd9\0\xaa\0b\xcel'), 'video/x-ms-asf'],
    ['FLV', latin1('FLV\x01\x05'), 'video/x-flv'],
    ['a Windows program', latin1(`MZ\x90\0\x03${'\0'.repeat(60)}`), 'application/x-msdownload'],
    ['a Linux program', latin1('\x7fELF\x02\x01'), 'application/x-elf'],
    ['a script', latin1('#!/bin/sh\nrm -rf /\n'), 'application/x-sh'],
    ['Flash', latin1('CWS\x0a\x01\x02'), 'application/x-shockwave-flash'],
    ['a page', PAGE, 'text/html'],
    ['a page behind comments', latin1('\r\n<!-- x --><?xml version="1.0"?>\n<html>'), 'text/html'],
    ['a page that only begins in the middle', latin1('  <div class="a">'), 'text/html'],
    ['a page in UTF-16', iconv.encode('<html><body>', 'utf16le', { addBOM: true }), 'text/html'],
    ['a page in UTF-16, other end first', iconv.encode('<html>', 'utf16be', { addBOM: true }), 'text/html'],
    ['a page with PDF in it', latin1('<html><!-- %PDF-1.4 -->'), 'text/html'],
    ['a drawing', latin1('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 'image/svg+xml'],
    [
      'a drawing with a preamble',
      latin1('\xef\xbb\xbf<?xml version="1.0"?><!-- a --><!DOCTYPE svg PUBLIC "a" "b"><svg/>'),
      'image/svg+xml',
    ],
    ['XML', latin1('<?xml version="1.0"?><rss/>'), 'application/xml'],
    [
      'a saved page',
      latin1('MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x'),
      'multipart/related',
    ],
    ['text', Buffer.from('通知如下'), 'text/plain'],
    ['text in GBK', iconv.encode('通知如下，请遵照执行。', 'gbk'), 'text/plain'],
    ['text that begins like a bitmap', latin1('BM offices of the bureau are closed.'), 'text/plain'],
    ['text that begins like a program', latin1('MZ is the code of Mozambique'), 'text/plain'],
    ['an e-mail address', latin1('<office@unit.example>'), 'text/plain'],
    ['nobody knows', latin1('\x01\x02\x03\x04'), 'application/octet-stream'],
    ['nothing', Buffer.alloc(0), 'application/octet-stream'],
  ])('%s', async (_name, bytes, type) => {
    expect(await identify(bytes)).toBe(type);
  });
});

describe('a container is told by what it holds', () => {
  const package_ = ['[Content_Types].xml', '_rels/.rels', 'docProps/app.xml'];
  test.each<[string, Buffer, string]>([
    ['docx', zipOf(...package_, 'word/document.xml'), `${OOXML}wordprocessingml.document`],
    [
      'docx whose document comes last',
      zipOf(...package_, ...manyNames('word/media/image'), 'word/document.xml'),
      `${OOXML}wordprocessingml.document`,
    ],
    [
      'xlsx',
      zipOf(...package_, 'xl/workbook.xml', 'xl/worksheets/sheet1.xml'),
      `${OOXML}spreadsheetml.sheet`,
    ],
    ['pptx', zipOf(...package_, 'ppt/presentation.xml'), `${OOXML}presentationml.presentation`],
    [
      'docx with macros',
      zipOf(...package_, 'word/document.xml', 'word/vbaProject.bin'),
      'application/vnd.ms-word.document.macroEnabled.12',
    ],
    ['OFD', zipOf('OFD.xml', 'Doc_0/Document.xml'), 'application/ofd'],
    ['an electronic book', storedZip('mimetype', 'application/epub+zip'), 'application/epub+zip'],
    ['an archive that tells a story', storedZip('mimetype', 'text/html'), 'application/zip'],
    [
      'OpenDocument',
      storedZip('mimetype', 'application/vnd.oasis.opendocument.text'),
      'application/vnd.oasis.opendocument.text',
    ],
    ['jar', zipOf('META-INF/MANIFEST.MF', 'A.class'), 'application/java-archive'],
    ['an archive of documents', zipOf('附件1.doc', '附件2.xls'), 'application/zip'],
    ['an archive with a word folder', zipOf('word/通知.doc'), 'application/zip'],
    ['a zip without its end', zipOf(...package_, 'word/document.xml').subarray(0, 60), 'application/zip'],
    ['doc', oleOf('WordDocument', '1Table'), 'application/msword'],
    ['doc with a long directory', oleOf(...manyNames('Stream'), 'WordDocument'), 'application/msword'],
    ['xls', oleOf('Workbook'), 'application/vnd.ms-excel'],
    ['xls of 1995', oleOf('Book'), 'application/vnd.ms-excel'],
    ['ppt', oleOf('Current User', 'PowerPoint Document'), 'application/vnd.ms-powerpoint'],
    ['some compound file', oleOf('Contents'), 'application/x-ole-storage'],
    [
      'a compound file without its directory',
      oleOf('WordDocument').subarray(0, 700),
      'application/x-ole-storage',
    ],
  ])('%s', async (_name, bytes, type) => {
    expect(await identify(bytes)).toBe(type);
  });

  function manyNames(stem: string): string[] {
    return Array.from({ length: 40 }, (_, index) => `${stem}${index}`);
  }

  test('whose chains run in circles comes to an end', async () => {
    const bytes = oleOf(...manyNames('Stream'));
    bytes.writeUInt32LE(1, 512 + 4);
    expect(await identify(bytes)).toBe('application/x-ole-storage');
  });

  test('that is damaged anywhere is still told, without failing', async () => {
    const good = [zipOf('word/document.xml', 'OFD.xml'), oleOf('WordDocument', 'Workbook')];
    const damage = fc.record({
      file: fc.constantFrom(...good),
      at: fc.nat(),
      byte: fc.integer({ min: 0, max: 255 }),
      length: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ file, at, byte, length }) => {
        const bytes = Buffer.from(file.subarray(0, 8 + (length % (file.length - 7))));
        bytes[at % bytes.length] = byte;
        expect(await identify(bytes)).toMatch(/^[a-z]+\/[a-zA-Z0-9.+-]+$/);
      }),
      { numRuns: 200 },
    );
  });
});

test('any bytes get a type', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      expect(sniffBytes(bytes)).toMatch(/^[a-z]+\/[a-zA-Z0-9.+-]+$/);
    }),
  );
});
