import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Express, RequestHandler, Response } from 'express';
import { mountPage } from './system-routes.js';
import { refusal } from './words.js';

const ASSET_FOLDER = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** What the page needs; the rest of the package (source maps, bundles for other uses) stays unserved. */
const ASSETS: ReadonlySet<string> = new Set([
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'favicon-16x16.png',
  'favicon-32x32.png',
]);

// Addresses are relative, so that the page works behind a proxy that adds a path; the page itself is at `/docs`.
const PAGE = `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>报送网关 接口说明 · baosong API</title>
    <link rel="stylesheet" href="docs/swagger-ui.css">
    <link rel="icon" type="image/png" sizes="32x32" href="docs/favicon-32x32.png">
    <link rel="icon" type="image/png" sizes="16x16" href="docs/favicon-16x16.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <noscript>此页需要 JavaScript；接口说明原文：<a href="api/openapi.json">api/openapi.json</a></noscript>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/swagger-ui-standalone-preset.js"></script>
    <script src="docs/init.js"></script>
  </body>
</html>
`;

// A file of its own because the page's policy allows no inline script. No external validator: nothing leaves the network.
const INIT_SCRIPT = `window.ui = SwaggerUIBundle({
  url: 'api/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'BaseLayout',
});
`;

/** Swagger UI sets styles inline and draws icons from data addresses; scripts come from here alone. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** `/docs`: the API, browsable, from files on this machine only. */
export function mountDocs(app: Express): void {
  mountPage(app, '/docs', (req, res) => {
    if (req.path.endsWith('/')) res.redirect(308, '../docs');
    else sendPage(res, PAGE);
  });
  mountPage(app, '/docs/init.js', (_req, res) => {
    res.type('text/javascript').send(INIT_SCRIPT);
  });
  mountPage(app, '/docs/:asset', sendAsset);
}

export function sendPage(res: Response, html: string): void {
  res.setHeader('Content-Security-Policy', PAGE_POLICY);
  res.type('html').send(html);
}

const sendAsset: RequestHandler = (req, res, next) => {
  const name = String(req.params['asset']);
  if (!ASSETS.has(name)) {
    throw refusal('not-found', { zh: '没有这个文件。', en: 'There is no such file.' });
  }
  res.setHeader('Cache-Control', 'public, max-age=3600');
  res.sendFile(name, { root: ASSET_FOLDER, cacheControl: false }, (error?: Error) => {
    if (error && !res.headersSent) next(error);
  });
};
