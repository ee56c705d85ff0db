import express, { type Express, type RequestHandler } from 'express';
import type { ApiDependencies } from './api-dependencies.js';
import { authenticate } from './authenticate.js';
import { mountDocs } from './docs-pages.js';
import { handleErrors } from './error-handler.js';
import { mountFeeds } from './feed-routes.js';
import { mountIndex } from './index-page.js';
import { mountOperations } from './mount-operations.js';
import { openApiDocument } from './open-api.js';
import { OPERATIONS } from './operations.js';
import { DEFAULT_BODY_LIMIT_BYTES, DEFAULT_DOCUMENT_LIMIT_BYTES } from './request-body.js';
import { openContext } from './request-context.js';
import { logRequests, type HttpLog, type ObservedRequest } from './request-log.js';
import { securityHeaders } from './security-headers.js';
import { mountSystemRoutes } from './system-routes.js';
import { mountWebsub } from './websub-routes.js';
import { refusal } from './words.js';

export interface ApiSettings {
  /** Address under which units and portals reach the API. */
  publicUrl: string;
  log: HttpLog;
  /** Largest request body, in bytes after decompression; default 5 000 000. */
  bodyLimitBytes?: number;
  /** Largest uploaded document, in bytes after decompression; default 20 000 000. */
  documentLimitBytes?: number;
  /** Express' `trust proxy`: which proxies may name the client in X-Forwarded-For; default none. */
  trustProxy?: boolean | number | string;
  /** Told of every request when it ends; feeds the metrics. */
  onRequest?: (request: ObservedRequest) => void;
}

/** Builds the HTTP side over the use cases: every answer it gives, errors included, is JSON unless it is a page. */
export function createApi(deps: ApiDependencies, settings: ApiSettings): Express {
  const publicUrl = settings.publicUrl.replace(/\/+$/, '');
  const bodyLimitBytes = settings.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES;
  const documentLimitBytes = settings.documentLimitBytes ?? DEFAULT_DOCUMENT_LIMIT_BYTES;
  const app = configuredExpress(settings);
  app.use(
    openContext,
    logRequests(settings.log, settings.onRequest),
    securityHeaders(publicUrl),
    requireHost,
  );
  mountSystemRoutes(app, deps, () => openApiDocument(OPERATIONS, publicUrl), settings.log);
  mountWebsub(app, deps, bodyLimitBytes);
  mountFeeds(app, deps);
  app.use('/api', authenticate(deps));
  mountOperations(app, OPERATIONS, deps, { publicUrl, bodyLimitBytes, documentLimitBytes });
  mountDocs(app);
  mountIndex(app, publicUrl);
  app.use(noSuchAddress);
  app.use(handleErrors(settings.log));
  return app;
}

function configuredExpress({ trustProxy }: ApiSettings): Express {
  const app = express();
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.set('case sensitive routing', true);
  app.set('x-powered-by', false);
  app.set('trust proxy', trustProxy ?? false);
  // Without it Express' own last resort, used when half an answer is out already, would print stacks to stderr.
  app.set('env', 'production');
  return app;
}

/** RFC 9112 section 3.2; left to us by `listen`, so that the refusal is a problem like any other. */
const requireHost: RequestHandler = (req, _res, next) => {
  if (req.headers.host === undefined && req.httpVersion === '1.1') {
    throw refusal('invalid-request', { zh: '请求缺少 Host 头。', en: 'The request has no Host header.' });
  }
  next();
};

const noSuchAddress: RequestHandler = () => {
  throw refusal('not-found', {
    zh: '没有这个地址，接口说明见 /docs。',
    en: 'There is nothing at this address; the API is described at /docs.',
  });
};
