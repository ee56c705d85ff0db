import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createAddressGuard } from '../../../src/fetch/address-guard.js';

const guard = createAddressGuard([]);

describe('refused addresses', () => {
  test.each([
    ['loopback', '127.0.0.1'],
    ['loopback, far end', '127.255.255.254'],
    ['unspecified', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['private 10/8', '10.0.0.1'],
    ['private 172.16/12', '172.31.255.255'],
    ['private 192.168/16', '192.168.1.1'],
    ['link-local with cloud metadata', '169.254.169.254'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['carrier-grade NAT, far end', '100.127.255.255'],
    ['IETF protocol assignments', '192.0.0.8'],
    ['documentation 1', '192.0.2.1'],
    ['documentation 2', '198.51.100.1'],
    ['documentation 3', '203.0.113.1'],
    ['6to4 relay', '192.88.99.1'],
    ['benchmark', '198.18.0.1'],
    ['benchmark, far end', '198.19.255.255'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['IPv6 loopback', '::1'],
    ['IPv6 unspecified', '::'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
    ['IPv4-mapped loopback in hex', '::ffff:7f00:1'],
    ['IPv4-compatible loopback', '::127.0.0.1'],
    ['IPv4-compatible public', '::8.8.8.8'],
    ['IPv4-translated', '::ffff:0:7f00:1'],
    ['IPv4-mapped private in full', '0:0:0:0:0:ffff:a00:1'],
    ['IPv4-mapped metadata', '::ffff:169.254.169.254'],
    ['IPv4-mapped unspecified', '::ffff:0:0'],
    ['IPv4-compatible in hex', '::7f00:1'],
    ['NAT64 of a public address', '64:ff9b::808:808'],
    ['6to4 of a private address', '2002:a00:1::1'],
    ['Teredo with its server', '2001::1'],
    ['ORCHID', '2001:10::1'],
    ['ORCHIDv2', '2001:20::1'],
    ['segment routing', '5f00::1'],
    ['octal', '0177.0.0.1'],
    ['short', '127.1'],
    ['decimal', '2130706433'],
    ['hexadecimal', '0x7f000001'],
    ['with a trailing dot', '127.0.0.1.'],
    ['with a port', '8.8.8.8:80'],
    ['with a space', ' 8.8.8.8'],
    ['with a NUL', '8.8.8.8\0'],
    ['in brackets', '[2400:3200::1]'],
    ['in other digits', '８.８.８.８'],
    ['public IPv6 with a zone', '2400:3200::1%eth0'],
    ['6to4 of 127.0.0.1', '2002:7f00:1::'],
    ['6to4 of a public address', '2002:808:808::1'],
    ['NAT64 of 127.0.0.1', '64:ff9b::7f00:1'],
    ['local NAT64', '64:ff9b:1::a00:1'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['link-local IPv6', 'fe80::1'],
    ['link-local IPv6 with zone', 'fe80::1%eth0'],
    ['site-local IPv6', 'fec0::1'],
    ['unique local', 'fd00::1'],
    ['multicast IPv6', 'ff02::1'],
    ['documentation IPv6', '2001:db8::1'],
    ['new documentation IPv6', '3fff::1'],
    ['benchmark IPv6', '2001:2::1'],
    ['discard prefix', '100::1'],
    ['not yet given out', '4000::1'],
    ['not an address', 'example.com'],
    ['nothing', ''],
  ])('%s', (_name, address) => {
    expect(guard.permits(address)).toBe(false);
  });
});

test.each([
  '8.8.8.8',
  '1.1.1.1',
  '202.106.0.20',
  '172.32.0.1',
  '100.128.0.1',
  '2400:3200::1',
  '2606:4700::1111',
])('public %s is permitted', (address) => {
  expect(guard.permits(address)).toBe(true);
});

test('a public IPv4 address mapped into IPv6 is judged as IPv4', () => {
  expect(guard.permits('::ffff:8.8.8.8')).toBe(true);
});

describe('allowed networks', () => {
  const allowing = createAddressGuard(['127.0.0.0/8', 'fd00::/8']);
  test.each([
    ['127.0.0.1', true],
    ['::ffff:127.0.0.1', true],
    ['fd12::1', true],
    ['10.0.0.1', false],
    ['::1', false],
    ['2002:7f00:1::', false],
  ])('%s → %s', (address, expected) => {
    expect(allowing.permits(address)).toBe(expected);
  });

  test.each(['127.0.0.1', '127.0.0.0/33', 'localhost', ''])('"%s" is not a network', (text) => {
    expect(() => createAddressGuard([text])).toThrow(
      expect.objectContaining({ code: 'configuration-invalid' }),
    );
  });
});

test('no address inside a private network is permitted, in plain or mapped form', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(
      fc.constantFrom('10', '127', '0', '192.168', '169.254', '198.18'),
      octet,
      octet,
      octet,
      (net, a, b, c) => {
        const tail = [a, b, c].slice(0, 4 - net.split('.').length).join('.');
        const address = `${net}.${tail}`;
        expect(guard.permits(address)).toBe(false);
        expect(guard.permits(`::ffff:${address}`)).toBe(false);
      },
    ),
  );
});
