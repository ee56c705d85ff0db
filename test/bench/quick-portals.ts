import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toInstant } from '../../schemas/instant.js';
import type { Receipt } from '../../schemas/delivery.js';
import { toReceiptsXml } from '../../src/sandbox/portals/central-receiver.js';

/**
 * A bureau and a central portal that take everything and answer with a receipt at once, in a process of their own: they
 * check nothing and keep only the keys, so that what is measured is the gateway. Prints their addresses; a line on the
 * standard input is answered with how many requests and different keys there were.
 */
const keys = new Set<string>();
let requests = 0;

const bureau = await open('application/json', (receipt) => JSON.stringify(receipt));
const central = await open('application/xml', (receipt) => toReceiptsXml([receipt]));
process.stdout.write(`${bureau} ${central}\n`);
process.stdin.on('data', () => process.stdout.write(`${requests} ${keys.size}\n`));

async function open(contentType: string, render: (receipt: Receipt) => string): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const key = keyOf(request);
      requests++;
      keys.add(`${contentType} ${key}`);
      const number = `B-${keys.size}`;
      const receipt = { idempotencyKey: key, status: 'accepted' as const, receiptNumber: number };
      response.writeHead(200, { 'content-type': contentType });
      response.end(render({ ...receipt, at: toInstant(new Date()) }));
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function keyOf({ headers, url = '' }: IncomingMessage): string {
  const sent = headers['idempotency-key'];
  return typeof sent === 'string' ? sent : decodeURIComponent(url.split('/').at(-1) ?? '');
}
