import { STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Problem } from '../../schemas/requests.js';
import { PROBLEM_MEDIA_TYPE, problemType } from './problem.js';

interface ParserError extends Error {
  code?: string;
}

const NOT_HTTP = {
  status: 400,
  zh: '收到的不是正确的 HTTP 请求。',
  en: 'What came is not a well-formed HTTP request.',
};

/** What Node's parser tells apart by code; anything else is not HTTP. */
const KNOWN: Readonly<Record<string, typeof NOT_HTTP>> = {
  HPE_HEADER_OVERFLOW: { status: 431, zh: '请求头过大。', en: 'The request headers are too large.' },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    zh: '请求未在时限内发完。',
    en: 'The request did not arrive in time.',
  },
};

/** Answers what never became a request, with the same problem details as everything else. */
export function answerClientErrors(server: Server): void {
  const current = new WeakMap<Duplex, ServerResponse>();
  server.on('request', (req, res) => current.set(req.socket, res));
  server.on('clientError', (error: ParserError, socket) => {
    const response = current.get(socket);
    const midAnswer = response?.headersSent === true && !response.writableFinished;
    // Bytes of a second answer inside a first one would be read as its body.
    if (!socket.writable || midAnswer) socket.destroy();
    else socket.end(rawAnswer(error.code));
  });
}

/** There is no request, hence no language asked for: both are given. */
function rawAnswer(code: string | undefined): string {
  const { status, zh, en } = KNOWN[code ?? ''] ?? NOT_HTTP;
  const problem: Problem = {
    type: problemType('invalid-request'),
    title: '请求有误 Invalid request',
    status,
    code: 'invalid-request',
    detail: `${zh}${en}`,
    instance: randomUUID(),
  };
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `Content-Type: ${PROBLEM_MEDIA_TYPE}; charset=utf-8`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
