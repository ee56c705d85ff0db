import { describe, expect, test } from '@jest/globals';
import { judgeFile } from '../../../src/media/judge-file.js';
import { claimedFamily } from '../../../src/media/media-family.js';

describe('what a file claims to be', () => {
  test.each([
    [{ url: 'https://a.example/pic.JPG' }, 'image'],
    [{ url: 'https://a.example/pic.png?x=1#y' }, 'image'],
    [{ url: 'https://a.example/down.jsp?name=a.docx&id=3' }, 'office'],
    [{ url: 'https://a.example/down.jsp?id=3', title: '附件1：名单.xls' }, 'office'],
    [{ url: 'https://a.example/down.jsp?id=3', mediaType: 'application/pdf' }, 'pdf'],
    [{ url: 'https://a.example/a.pdf', mediaType: 'application/octet-stream' }, 'pdf'],
    [{ url: 'https://a.example/a.rar' }, 'archive'],
    [{ url: 'https://a.example/a.mp4' }, 'recording'],
    [{ url: 'https://a.example/a', mediaType: 'IMAGE/JPEG; q=1' }, 'image'],
    [{ url: 'https://a.example/down', mediaType: 'application/octet-stream' }, undefined],
    [{ url: 'https://a.example/show.do?id=3' }, undefined],
  ])('%j is %s', (media, family) => {
    expect(claimedFamily(media)).toBe(family);
  });
});

describe('a file and its claim', () => {
  test.each<[Parameters<typeof judgeFile>[0], string, boolean, string | undefined]>([
    ['image', 'image/png', true, undefined],
    ['image', 'text/html', false, 'media-type-mismatch'],
    ['image', 'text/plain', false, 'media-type-mismatch'],
    ['image', 'application/pdf', true, 'media-type-mismatch'],
    ['image', 'image/svg+xml', true, 'media-type-mismatch'],
    ['image', 'application/octet-stream', true, 'media-type-mismatch'],
    ['pdf', 'application/pdf', true, undefined],
    ['pdf', 'text/html', false, 'media-type-mismatch'],
    ['office', 'application/msword', true, undefined],
    ['office', 'application/rtf', true, undefined],
    ['office', 'multipart/related', true, undefined],
    ['office', 'text/html', true, 'media-type-mismatch'],
    ['office', 'application/zip', true, 'media-type-mismatch'],
    ['archive', 'application/vnd.rar', true, undefined],
    ['archive', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', true, undefined],
    ['recording', 'audio/mpeg', true, undefined],
    ['recording', 'text/html', false, 'media-type-mismatch'],
    ['drawing', 'image/svg+xml', true, undefined],
    ['text', 'text/plain', true, undefined],
    ['page', 'text/html', true, undefined],
    [undefined, 'text/html', true, undefined],
    [undefined, 'application/octet-stream', true, undefined],
    [undefined, 'application/x-msdownload', false, 'media-dangerous-type'],
    ['archive', 'application/x-elf', false, 'media-dangerous-type'],
  ])('%s that is %s', (claimed, actual, keep, fault) => {
    expect(judgeFile(claimed, actual, 1)).toEqual({ keep, ...(fault !== undefined && { fault }) });
  });

  test('nothing is nothing, whatever it claims', () => {
    expect(judgeFile('image', 'application/octet-stream', 0)).toEqual({ keep: false, fault: 'media-empty' });
  });
});
