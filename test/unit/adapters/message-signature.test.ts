import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { sm2, sm3 } from './sm-crypto.js';
import {
  checkSignature,
  SIGNATURE_ALGORITHMS,
  SIGNATURE_HEADER,
  signMessage,
  TIMESTAMP_HEADER,
  type SignatureAlgorithm,
} from '../../../adapters/portals/message-signature.js';

const NOW = new Date('2026-11-23T01:05:00Z');
const pair = sm2.generateKeyPairHex();
const other = sm2.generateKeyPairHex();
const KEYS: Record<SignatureAlgorithm, { sign: string; check: string; wrong: string }> = {
  'hmac-sha256': { sign: 'key', check: 'key', wrong: 'kex' },
  'hmac-sm3': { sign: 'key', check: 'key', wrong: 'kex' },
  sm2: { sign: pair.privateKey, check: pair.publicKey, wrong: other.publicKey },
};

const refused = (reason: string) =>
  expect.objectContaining({ code: 'signature-invalid', details: { reason } });

describe.each(SIGNATURE_ALGORITHMS)('a message signed by %s', (algorithm) => {
  const { sign, check, wrong } = KEYS[algorithm];
  const headers = signMessage(sign, '报送 <包>', NOW, algorithm);
  const verify =
    (change: Partial<Record<'key' | 'message' | 'signature', string>> = {}) =>
    () => {
      const { key = check, message = '报送 <包>', signature = headers[SIGNATURE_HEADER] ?? '' } = change;
      checkSignature(key, { ...headers, [SIGNATURE_HEADER]: signature }, message, NOW, algorithm);
    };

  test('is accepted, as text or bytes', () => {
    expect(verify()).not.toThrow();
    expect(() => {
      checkSignature(check, headers, Buffer.from('报送 <包>'), NOW, algorithm);
    }).not.toThrow();
  });

  test.each([
    ['with another key', { key: wrong }],
    ['with another message', { message: '报送 <包> ' }],
    ['without a signature', { signature: '' }],
    ['with its prefix alone', { signature: (headers[SIGNATURE_HEADER] ?? '').replace(/=.*/, '=') }],
    ['with rubbish', { signature: (headers[SIGNATURE_HEADER] ?? '').replace(/=.*/, '=zz') }],
  ])('is refused %s', (_how, change) => {
    expect(verify(change)).toThrow(refused('signature-wrong'));
  });

  test('is refused at another time', () => {
    const late = { ...headers, [TIMESTAMP_HEADER]: '1' };
    expect(() => {
      checkSignature(check, late, '报送 <包>', NOW, algorithm);
    }).toThrow(refused('signature-wrong'));
  });

  test('is refused where another algorithm was agreed', () => {
    for (const agreed of SIGNATURE_ALGORITHMS.filter((each) => each !== algorithm)) {
      expect(() => {
        checkSignature(KEYS[agreed].check, headers, '报送 <包>', NOW, agreed);
      }).toThrow(refused('signature-wrong'));
    }
  });
});

test('a public key does not pass for the key of an HMAC', () => {
  const forged = signMessage(pair.publicKey, 'x', NOW, 'hmac-sha256');
  expect(() => {
    checkSignature(pair.publicKey, forged, 'x', NOW, 'sm2');
  }).toThrow(refused('signature-wrong'));
});

test.each(['', 'key', pair.publicKey])('%j is no private key', (key) => {
  expect(() => signMessage(key, 'x', NOW, 'sm2')).toThrow(
    expect.objectContaining({ code: 'configuration-invalid' }),
  );
});

// The two implementations, and the published examples: GB/T 32905-2016 A.1, GB/T 32918.2-2016 A.2.
describe('the national algorithms', () => {
  test('SM3 is that of the standard, with and without a key', () => {
    const abc = '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0';
    expect(createHash('sm3').update('abc').digest('hex')).toBe(abc);
    const key = Buffer.from('key').toString('hex');
    const { [SIGNATURE_HEADER]: signature } = signMessage('key', '报送', NOW, 'hmac-sm3');
    const message = Buffer.from(`${NOW.getTime() / 1000}.报送`).toString();
    expect(signature).toBe(`v1-hmac-sm3=${sm3(message, { key, mode: 'hmac' })}`);
  });

  test('SM2 verifies the example of the standard', () => {
    const publicKey =
      '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
      'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13';
    const signature =
      'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
      'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa';
    expect(sm2.doVerifySignature('message digest', signature, publicKey)).toBe(true);
    expect(sm2.doVerifySignature('message digesu', signature, publicKey)).toBe(false);
  });
});
