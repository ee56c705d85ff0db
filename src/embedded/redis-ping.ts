import { createConnection } from 'node:net';

export type RedisAnswer = 'ready' | 'loading' | 'refused';

const ANSWER_MS = 2000;

/** Sends one inline command to the Redis behind a socket; the first line of its answer, undefined when nobody answers. */
export function askRedis(path: string, command: string): Promise<string | undefined> {
  return new Promise((settle) => {
    const socket = createConnection(path);
    let answer = '';
    const done = (): void => {
      socket.destroy();
      settle(answer === '' ? undefined : (answer.split('\r\n')[0] ?? ''));
    };
    socket.setTimeout(ANSWER_MS, done);
    socket.on('connect', () => socket.write(`${command}\r\n`));
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (answer.includes('\r\n')) done();
    });
    socket.on('error', done);
    socket.on('close', done);
  });
}

export async function pingRedis(path: string): Promise<RedisAnswer> {
  const answer = await askRedis(path, 'PING');
  if (answer === undefined) return 'refused';
  return answer === '+PONG' ? 'ready' : 'loading';
}
