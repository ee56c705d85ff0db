import type { Express, RequestHandler } from 'express';
import type { Static } from 'typebox';
import type { AppError } from '../../schemas/errors.js';
import { toInstant } from '../../schemas/instant.js';
import type { Readiness as ReadinessSchema } from '../../schemas/requests.js';
import type { ApiDependencies } from './api-dependencies.js';
import { sendProblem } from './error-handler.js';
import { mountRoute } from './mount-route.js';
import type { OpenApiDocument } from './open-api.js';
import { contextOf } from './request-context.js';
import type { HttpLog } from './request-log.js';
import { refusal } from './words.js';

/** Seconds until a probe should look again: about what a store takes to come back. */
const READINESS_RETRY_SECONDS = 5;

type Readiness = Static<typeof ReadinessSchema>;

type SystemDependencies = Pick<ApiDependencies, 'readiness' | 'metrics'>;

/** Registers the addresses that need no key. */
export function mountSystemRoutes(
  app: Express,
  deps: SystemDependencies,
  describe: () => OpenApiDocument,
  log: HttpLog,
): void {
  mountPage(app, '/healthz', (_req, res) => {
    res.json({ status: 'alive' });
  });
  mountPage(app, '/readyz', answerReadiness(deps, log));
  mountPage(app, '/metrics', async (_req, res) => {
    const { contentType, body } = await deps.metrics();
    res.setHeader('Content-Type', contentType);
    res.send(body);
  });
  mountPage(app, '/api/openapi.json', answerDocument(describe));
}

/** Registers a path that is read only. */
export function mountPage(app: Express, path: string, handler: RequestHandler): void {
  mountRoute(app, path, path, [{ method: 'get', handlers: [handler] }]);
}

function answerReadiness(deps: SystemDependencies, log: HttpLog): RequestHandler {
  return async (req, res) => {
    const readiness = await readReadiness(deps, log, contextOf(req).id);
    if (readiness.status === 'ready') res.json(readiness);
    else sendProblem(req, res, notReady(readiness));
  };
}

/** A probe that fails is an answer too: the process lives and is not ready. */
async function readReadiness(deps: SystemDependencies, log: HttpLog, requestId: string): Promise<Readiness> {
  const parts = await deps.readiness().catch((error: unknown) => {
    log.warn({ err: error, requestId }, 'http.readiness-failed');
    return { documents: false, redis: false };
  });
  const ready = parts.documents && parts.redis;
  return { status: ready ? 'ready' : 'not-ready', ...parts, at: toInstant(new Date()) };
}

function notReady(readiness: Readiness): AppError {
  const down = [...(readiness.documents ? [] : ['documents']), ...(readiness.redis ? [] : ['redis'])].join(
    ', ',
  );
  return refusal(
    'service-unavailable',
    { zh: `未就绪：${down} 没有回应。`, en: `Not ready: no answer from ${down}.` },
    { details: { ...readiness }, retryAfterSeconds: READINESS_RETRY_SECONDS },
  );
}

/** Made on first request and kept: most processes are never asked. */
function answerDocument(describe: () => OpenApiDocument): RequestHandler {
  let text: string | undefined;
  return (_req, res) => {
    text ??= JSON.stringify(describe());
    res.type('application/json').send(text);
  };
}
