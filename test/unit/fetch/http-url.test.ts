import { describe, expect, test } from '@jest/globals';
import { isAppError } from '../../../schemas/errors.js';
import { parseHttpUrl } from '../../../src/fetch/http-url.js';

describe('notations of one host become one address', () => {
  test.each([
    ['http://2130706433/', '127.0.0.1'],
    ['http://0x7f.1/', '127.0.0.1'],
    ['http://017700000001/', '127.0.0.1'],
    ['http://127.1/', '127.0.0.1'],
    ['http://127.0.0.1./', '127.0.0.1'],
    ['http://①②⑦.0.0.1/', '127.0.0.1'],
    ['http://１２７．０．０．１/', '127.0.0.1'],
    ['http://127。0｡0．1/', '127.0.0.1'],
    ['http://%31%32%37.0.0.1/', '127.0.0.1'],
    ['http://0177.0.0.0x1/', '127.0.0.1'],
    ['http://0x7F000001/', '127.0.0.1'],
    ['http://0x7f.0x0.0x0.0x1/', '127.0.0.1'],
    ['http://127.0.1/', '127.0.0.1'],
    ['http://169.16689662/', '169.254.169.254'],
    ['http://2852039166/', '169.254.169.254'],
    ['http:127.0.0.1/', '127.0.0.1'],
    ['http:\\\\127.0.0.1\\x', '127.0.0.1'],
    ['http://127.0.0.1\\@8.8.8.8/', '127.0.0.1'],
    ['http://127.0.0.1#@8.8.8.8/', '127.0.0.1'],
    ['http://127.0.0.1?@8.8.8.8/', '127.0.0.1'],
    ['http://127.\t0.0.\n1/', '127.0.0.1'],
    ['http://[0:0:0:0:0:ffff:127.0.0.1]/', '[::ffff:7f00:1]'],
    ['http://[0000::1]/', '[::1]'],
    ['http://LOCALHOST./', 'localhost.'],
    ['http://0/', '0.0.0.0'],
    ['http://[::ffff:127.0.0.1]/', '[::ffff:7f00:1]'],
  ])('%s → %s', (text, host) => {
    expect(parseHttpUrl(text).hostname).toBe(host);
  });
});

describe('refused', () => {
  test.each([
    'file:///etc/passwd',
    'ftp://example.com/',
    'javascript:alert(1)',
    'data:text/html,x',
    '/relative',
    '',
    'http://',
    'http://a b/',
    'http://user@example.com/',
    'http://user:secret@example.com/',
    'http://:secret@example.com/',
    'http://8.8.8.8@127.0.0.1/',
    'http://8.8.8.8%40127.0.0.1/',
    'http://127.0.0.1:80@8.8.8.8/',
    'http://[fe80::1%25eth0]/',
    'http://[::1',
    'http://256.0.0.1/',
    'http://1.2.3.4.5/',
    'http://0x100000000/',
    'http://127.0.0.1:99999/',
    'gopher://127.0.0.1/',
    'blob:http://example.com/x',
    'view-source:http://example.com/',
  ])('%s', (text) => {
    const error = thrownBy(() => parseHttpUrl(text));
    expect(error).toMatchObject({ code: 'fetch-invalid-url', details: { phase: 'url', sent: false } });
    expect(isAppError(error) && error.message + JSON.stringify(error.details)).not.toContain('secret');
  });
});

test('a relative address resolves against its base', () => {
  expect(parseHttpUrl('../b.html', new URL('http://example.com/a/c.html')).href).toBe(
    'http://example.com/b.html',
  );
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
