import { expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { detectSiteBlock } from '../../../src/fetch/site-block.js';

const bytes = (body: string | Uint8Array) => (typeof body === 'string' ? Buffer.from(body) : body);
const html = { 'content-type': 'text/html' };
const jsl = '<script>document.cookie=("_")+("_jsl_clearance_s=1");location.href=location.pathname</script>';
const acw =
  '<html><script>var arg1="4A";function setCookie(n,v){document.cookie="acw_sc__v2="+v}</script></html>';

const spelled =
  "<script>document.cookie=('_')+('_')+('j')+('s')+('l');location.href=location.pathname+location.search</script>";
const incapsula =
  '<html><head><META NAME="robots" CONTENT="noindex"></head><iframe src="/_Incapsula_Resource?CWUDNSAI=9">Request unsuccessful.</iframe></html>';
const aliyun =
  '<html><title>405</title><body>blocked<a href="https://errors.aliyun.com/">why</a></body></html>';
const ruishu =
  "<html><head><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></head><body></body></html>";
const titled = (title: string) =>
  `<html><head><title>${title}</title></head><body><div id="nc"></div></body></html>`;
const gbk = (text: string) => iconv.encode(text, 'gbk');

test.each<[string, number, Record<string, string>, string | Uint8Array, string | object]>([
  ['403', 403, html, '', { kind: 'refused', evidence: 'HTTP 403' }],
  ['412', 412, html, '', { kind: 'refused', evidence: 'HTTP 412' }],
  ['521 with a clearance cookie', 521, { 'set-cookie': '__jsl_clearance_s=1|0; path=/' }, '', 'challenge'],
  ['200 with an acw_sc__v2 script', 200, html, acw, 'challenge'],
  ['412 with a challenge script says challenge', 412, html, acw, 'challenge'],
  ['521 whose script writes the cookie name', 521, html, jsl.replace('("_")+("_jsl', '("__jsl'), 'challenge'],
  ['script tag never closed', 200, {}, '<script>x="acw_sc__v2"', 'challenge'],
  ['521 whose script puts the cookie name together', 521, html, spelled, 'challenge'],
  ['200 with the same script', 200, html, spelled, 'challenge'],
  [
    'a script that writes document["cookie"]',
    200,
    html,
    spelled.replace('.cookie', '["cookie"]'),
    'challenge',
  ],
  ['a 403 that says it is a challenge', 403, { ...html, 'cf-mitigated': 'challenge' }, 'x', 'challenge'],
  ['a 503 that says so', 503, { ...html, 'cf-mitigated': 'challenge' }, '', 'challenge'],
  [
    'a 200 page with the options of a challenge',
    200,
    html,
    '<script>window._cf_chl_opt={}</script>',
    'challenge',
  ],
  ['an incident page', 200, html, incapsula, { kind: 'challenge', evidence: '_Incapsula_Resource' }],
  ['a firewall’s page behind 405', 405, html, aliyun, { kind: 'challenge', evidence: 'errors.aliyun.com' }],
  ['an empty page with the script of every page', 202, html, ruishu, { kind: 'challenge', evidence: '$_ts' }],
  ['412 with it', 412, html, ruishu, 'challenge'],
  [
    'a jump with a verification cookie',
    200,
    html,
    '<script>function yunsuoautojump(){}</script>',
    'challenge',
  ],
  ['a page to slide on', 200, html, titled('安全验证'), { kind: 'challenge', evidence: '安全验证' }],
  ['the same in GBK', 200, html, gbk(titled('访问验证')), { kind: 'challenge', evidence: '访问验证' }],
  ['a page in English', 200, html, titled('Just a moment...'), 'challenge'],
])('%s is a block', (_name, status, headers, body, expected) => {
  const block = detectSiteBlock({ status, headers, body: bytes(body) });
  expect(block).toMatchObject(typeof expected === 'string' ? { kind: expected } : expected);
});

test.each<[string, number, Record<string, string>, string]>([
  ['an ordinary page', 200, html, '<html><script>var a=1</script>正文</html>'],
  ['everyday cookies of the same product', 200, { ...html, 'set-cookie': '__jsluid_s=ab; acw_tc=cd' }, 'x'],
  ['a cleared visitor', 200, { ...html, 'set-cookie': '__jsl_clearance_s=ab' }, 'x'],
  ['an article about the challenge', 200, html, '<p>acw_sc__v2 是什么</p>'],
  ['a feed about the challenge', 200, { 'content-type': 'application/xml' }, acw],
  ['a page that merely leads on', 200, html, '<script>location.href="/index.html"</script>'],
  ['a page that counts its visitors', 200, html, '<script>document.cookie="seen=1"</script>'],
  ['an article with a counter and a link script', 200, html, `${spelled}<p>${'正文'.repeat(100)}</p>`],
  ['a protected page with its content', 200, html, `${ruishu}<p>${'正文'.repeat(100)}</p>`],
  ['an article with that title', 200, html, `${titled('安全验证')}<p>${'正文'.repeat(300)}</p>`],
  ['a page with a longer title', 200, html, titled('关于安全验证工作的通知')],
  [
    'a page of a site behind the same network',
    200,
    html,
    '<script src="/cdn-cgi/challenge-platform/a.js">x</script>',
  ],
  ['an empty body', 200, html, ''],
  ['521 without a script', 521, html, 'origin is down'],
  ['a picture', 200, { 'content-type': 'image/png' }, '\x89PNG'],
  ['a long page', 200, html, acw + ' '.repeat(70_000)],
  ['404', 404, html, ''],
  ['429', 429, html, ''],
  ['503', 503, html, ''],
])('%s is not a block', (_name, status, headers, body) => {
  expect(detectSiteBlock({ status, headers, body: Buffer.from(body) })).toBeUndefined();
});
