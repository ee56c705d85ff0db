import { describe, expect, test } from '@jest/globals';
import { readRobots } from '../../../src/fetch/robots-text.js';

const allows = (text: string, path: string) => readRobots(text, 'baosong').allows(`http://unit.test${path}`);

describe('groups', () => {
  test.each<[string, string, string, boolean]>([
    [
      'several names share one',
      'User-agent: a\n\nUser-agent: baosong\nUser-agent: b\nDisallow: /x',
      '/x',
      false,
    ],
    [
      'several of one name are one',
      'User-agent: baosong\nDisallow: /x\n\nUser-agent: a\nDisallow: /\n\nUser-agent: baosong\nDisallow: /y',
      '/y',
      false,
    ],
    ['rules before any group are nobody’s', 'Disallow: /x\nUser-agent: a\nDisallow: /', '/x', true],
    [
      'other lines end none',
      'User-agent: baosong\nNoindex: /\nUser-agent: a\nSitemap: /s.xml\nDisallow: /x',
      '/x',
      false,
    ],
    [
      'a name with a version',
      'User-agent: *\nDisallow: /\nUser-agent: BaoSong/1.0 (x)\nAllow: /',
      '/x',
      true,
    ],
    ['a longer name is another', 'User-agent: baosong-images\nDisallow: /', '/x', true],
    ['one of ours without rules', 'User-agent: *\nDisallow: /\nUser-agent: baosong', '/x', true],
    ['an empty name is nobody', 'User-agent:\nDisallow: /', '/x', true],
  ])('%s', (_name, text, path, allowed) => {
    expect(allows(text, path)).toBe(allowed);
  });
});

describe('spelling', () => {
  test.each<[string, string, boolean]>([
    ['no colon', 'user-agent baosong\ndisallow /x', false],
    ['spaces and tabs', '\tUser-Agent\t: baosong \n  Disallow :\t/x', false],
    ['letter case', 'USER-AGENT: *\nDISALLOW: /x', false],
    ['a user agent without its hyphen', 'useragent: baosong\nDisallow: /x', false],
    ['a user agent in two words', 'user agent: baosong\nDisallow: /x', false],
    ...['dissallow', 'dissalow', 'disalow', 'diasllow', 'disallaw'].map((word): [string, string, boolean] => [
      word,
      `User-agent: *\n${word}: /x`,
      false,
    ]),
    ['comments', 'User-agent: * # all\n# Disallow: /y\nDisallow: /x# and below', false],
    ['line ends of old', 'User-agent: *\rDisallow: /x\r', false],
    ['another word', 'User-agent: *\nDisplay: /x', true],
  ])('%s', (_name, text, allowed) => {
    expect(allows(text, '/x')).toBe(allowed);
  });
});

describe('paths', () => {
  test.each<[string, string, string, boolean]>([
    ['octets that need no encoding, in the rule', 'Disallow: /%62%61r', '/bar', false],
    ['octets that need no encoding, in the address', 'Disallow: /bar', '/b%61r', false],
    ['octets in small letters', 'Disallow: /%e6%b5%8b', '/%E6%B5%8B/1', false],
    ['characters', 'Disallow: /测', '/%E6%B5%8B/1', false],
    ['an encoded slash is no slash', 'Disallow: /a/b', '/a%2Fb', true],
    ['letter case counts', 'Disallow: /X', '/x', true],
    ['a query', 'Disallow: /*?id=', '/a?id=1', false],
    ['one wildcard', 'Disallow: /a*z', '/abcz1', false],
    ['many wildcards', 'Disallow: /**a**b*', '/xaxxb', false],
    ['wildcards in their order', 'Disallow: /*b*a', '/ab', true],
    ['an end', 'Disallow: /a$', '/a', false],
    ['an end that is not there', 'Disallow: /a$', '/ab', true],
    ['an end after a wildcard', 'Disallow: /*.pdf$', '/a.pdf.pdf', false],
    ['an end that would overlap', 'Disallow: /*ab*ba$', '/aba', true],
    ['a wildcard before the end', 'Disallow: /a*$', '/abc', false],
    ['the longest', 'Disallow: /a/\nAllow: /a/b\nDisallow: /a/b/c', '/a/b/x', true],
    ['of two as long the one that allows', 'Disallow: /a\nAllow: /a', '/a', true],
    ['no leading slash matches nothing', 'Disallow: a', '/a', true],
    ['the file itself', 'Disallow: /', '/robots.txt', true],
  ])('%s', (_name, rules, path, allowed) => {
    expect(allows(`User-agent: *\n${rules}`, path)).toBe(allowed);
  });
});

test('a file of nothing but wildcards is answered like any other', () => {
  const path = `/${'a'.repeat(3000)}`;
  expect(allows(`User-agent: *\nDisallow: /${'*'.repeat(500_000)}b`, path)).toBe(true);
  expect(allows(`User-agent: *\n${`Disallow: /${'*a'.repeat(20)}b\n`.repeat(9000)}`, path)).toBe(true);
});

test.each([
  ['7', 7],
  ['0.5', 0.5],
  ['0', undefined],
  ['soon', undefined],
  ['Infinity', undefined],
])('a delay of %s', (written, seconds) => {
  expect(readRobots(`User-agent: *\nCrawl-delay: ${written}`, 'baosong').crawlDelaySeconds).toBe(seconds);
});
