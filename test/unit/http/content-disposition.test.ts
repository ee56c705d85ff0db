import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toDisposition } from '../../../src/http/content-disposition.js';

const nameOf = (header: string) =>
  decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(header)?.[1] ?? 'no name');

test.each([
  ['通知.docx', 'application/msword', '通知.docx'],
  ['关于开展检查的通知', 'application/msword', '关于开展检查的通知.doc'],
  ['关于开展检查的通知', 'application/octet-stream', '关于开展检查的通知'],
  ['../../etc/passwd', 'text/plain', '_.._etc_passwd.txt'],
  ['a\r\nSet-Cookie: b=1', 'text/plain', 'aSet-Cookie_ b=1.txt'],
  ['报告\u202Efdp.exe', 'application/octet-stream', '报告fdp.exe'],
  ['"; x="', 'application/pdf', '_; x=_.pdf'],
  ['...', 'application/pdf', 'file.pdf'],
  ['', 'application/pdf', 'file.pdf'],
])('%j (%s) is offered as %s', (name, mediaType, offered) => {
  expect(nameOf(toDisposition(false, name, mediaType))).toBe(offered);
});

test('any name makes a header of printable ASCII, with both forms', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.boolean(), (name, isShown) => {
      const header = toDisposition(isShown, name, 'application/pdf');
      expect(header).toMatch(
        /^(?:inline|attachment); filename="[^"\\]+"; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]+$/,
      );
    }),
  );
});
