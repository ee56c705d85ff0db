import { expect, test } from '@jest/globals';
import { createCheckCallbackAddress } from '../../../src/notify/check-callback-address.js';

const check = createCheckCallbackAddress(['10.0.0.0/8', 'fd00::/8']);

test.each([
  'https://cms.example.gov.cn/hooks?unit=1',
  'https://10.1.2.3/hooks',
  'http://10.1.2.3:8080/hooks',
  'http://[fd00::1]/hooks',
])('%s is taken', (url) => {
  expect(() => {
    check(url);
  }).not.toThrow();
});

test.each([
  'http://cms.example.gov.cn/hooks',
  'http://8.8.8.8/hooks',
  'http://127.0.0.1/hooks',
  'http://192.168.1.1/hooks',
  'http://[2400::1]/hooks',
  'https://user@cms.example.gov.cn/hooks',
  'ftp://10.1.2.3/hooks',
  'javascript:alert(1)',
  'cms.example.gov.cn/hooks',
  '',
])('%s is refused', (url) => {
  expect(() => {
    check(url);
  }).toThrow('no address');
});
