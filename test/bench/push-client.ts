import { connect, type Socket } from 'node:net';
import { percentile, show } from './bench-stack.js';
import { pushBody } from './push-bodies.js';

/**
 * Pushes from a process of its own, over kept-alive connections, one request at a time on each. Requests are made before
 * the clock starts and answers are read for their status and length only: the servers are measured, not the client.
 * usage: node push-client.js URL API-KEY ROUND REQUESTS CONNECTIONS; prints one line of JSON.
 */
const [url = '', key = '', round = '', many = '', connections = ''] = process.argv.slice(2);
const REQUESTS = Number(many);
const { hostname, port } = new URL(url);

function toRequest(at: number): Buffer {
  const body = pushBody(`${round}-${at}`);
  const head = [
    'POST /api/v1/items HTTP/1.1',
    `Host: ${hostname}:${port}`,
    `Authorization: Bearer ${key}`,
    'Content-Type: application/json',
    `Idempotency-Key: ${round}-${at}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

const requests = Array.from({ length: REQUESTS }, (_, at) => toRequest(at));
const statuses: Record<string, number> = {};
const times: number[] = [];
let next = 0;

/** Sends request after request until there are none left. */
function work(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = '';
    let began = 0;
    const send = (): void => {
      const request = requests[next++];
      if (!request) {
        resolve();
        return;
      }
      answer = '';
      began = performance.now();
      socket.write(request);
    };
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new Error('the server closed a connection'));
    });
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (!isWhole(answer)) return;
      const status = answer.slice('HTTP/1.1 '.length, 'HTTP/1.1 000'.length);
      statuses[status] = (statuses[status] ?? 0) + 1;
      times.push(performance.now() - began);
      send();
    });
    send();
  });
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(answer)?.[1]);
  return answer.length - end - 4 >= length;
}

function open(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true }, () => {
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

const sockets = await Promise.all(Array.from({ length: Number(connections) }, open));
const cpuBefore = process.cpuUsage();
const began = performance.now();
await Promise.all(sockets.map(work));
const perSecond = (REQUESTS * 1000) / (performance.now() - began);
const cpu = process.cpuUsage(cpuBefore);
show(
  JSON.stringify({
    ...{ perSecond, statuses, cpuMs: (cpu.user + cpu.system) / 1000 },
    ...{ p50: percentile(times, 0.5), p99: percentile(times, 0.99) },
  }),
);
for (const socket of sockets) socket.destroy();
