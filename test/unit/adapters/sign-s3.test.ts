import { expect, test } from '@jest/globals';
import { signS3, toS3Path } from '../../../adapters/portals/sign-s3.js';

// The published examples of AWS Signature Version 4 for S3 that sign these three headers.
const CREDENTIALS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};
const NOW = new Date('2013-05-24T00:00:00Z');

test.each([
  ['lifecycle=', 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
  ['max-keys=2&prefix=J', '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
])('GET ?%s is signed as published', (query, signature) => {
  const url = `https://examplebucket.s3.amazonaws.com/?${query}`;
  const { headers } = signS3({ method: 'GET', url, headers: { range: 'bytes=0-0' } }, CREDENTIALS, NOW);
  expect(headers).toEqual({
    range: 'bytes=0-0',
    'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'x-amz-date': '20130524T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ' +
      `SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${signature}`,
  });
});

test.each([
  [['bucket', '', 'a.json'], '/bucket/a.json'],
  [['bucket', '/in/box/', "a b!'()*.json"], '/bucket/in/box/a%20b%21%27%28%29%2A.json'],
  [['bucket', '报送'], '/bucket/%E6%8A%A5%E9%80%81'],
])('%j is the path %s', (segments, path) => {
  expect(toS3Path(...segments)).toBe(path);
});
