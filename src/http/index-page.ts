import type { Express } from 'express';
import { sendPage } from './docs-pages.js';
import { mountPage } from './system-routes.js';
import type { Words } from './words.js';

interface Place extends Words {
  path: string;
}

const PLACES: Readonly<Record<string, Place>> = {
  documentation: { path: 'docs', zh: '接口说明（可在页面上试用）', en: 'API, browsable' },
  openapi: { path: 'api/openapi.json', zh: 'OpenAPI 3.1 文档', en: 'OpenAPI 3.1 document' },
  health: { path: 'healthz', zh: '进程是否存活', en: 'whether the process is alive' },
  readiness: { path: 'readyz', zh: '能否受理请求', en: 'whether requests can be served' },
  metrics: { path: 'metrics', zh: '运行指标', en: 'metrics in Prometheus text' },
};

const API_NOTE: Words = {
  zh: '接口在 /api/v1 之下，请求须带 Authorization: Bearer <API 密钥>。',
  en: 'The API is below /api/v1 and asks for Authorization: Bearer <api key>.',
};

/** `/`: where things are, as HTML for a browser and JSON for anything else. */
export function mountIndex(app: Express, publicUrl: string): void {
  const index: Record<string, string> = { name: 'baosong 报送网关', api: `${publicUrl}/api/v1` };
  for (const [name, { path }] of Object.entries(PLACES)) index[name] = `${publicUrl}/${path}`;
  mountPage(app, '/', (req, res) => {
    res.vary('Accept');
    if (req.accepts(['json', 'html']) === 'html') sendPage(res, PAGE);
    else res.json(index);
  });
}

const PAGE = `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>报送网关 · baosong</title>
  </head>
  <body>
    <h1>报送网关 <small lang="en">baosong</small></h1>
    <p>${escapeHtml(API_NOTE.zh)}<br><span lang="en">${escapeHtml(API_NOTE.en)}</span></p>
    <ul>
${Object.values(PLACES)
  .map(
    ({ path, zh, en }) => `      <li><a href="${path}">/${path}</a> ${zh} <span lang="en">${en}</span></li>`,
  )
  .join('\n')}
    </ul>
  </body>
</html>
`;

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
