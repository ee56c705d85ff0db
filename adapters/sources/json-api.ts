import type { SourceAdapter } from '../source-adapter.js';
import { collectJsonApi } from './json-api/collect-json-api.js';
import { JsonApiOptions } from './json-api/options.js';
import { readJsonList } from './json-api/read-list.js';
import { recognizeJsonApi } from './json-api/recognize-json-api.js';

/** Lists that a site answers as JSON, their fields mapped by the registration. */
export const jsonApiAdapter: SourceAdapter<JsonApiOptions> = {
  name: 'json-api',
  title: { zh: 'JSON 列表接口（字段映射）', en: 'JSON list interface (mapped fields)' },
  example: {
    url: 'https://www.example.gov.cn/api/articles?channel=12&page={page}&size=20',
    items: 'data.list',
    fields: {
      externalId: 'id',
      url: 'https://www.example.gov.cn/art/{id}.html',
      title: 'title',
      summary: 'summary|description',
      publishedAtText: 'publishTime',
      contentSource: 'source.name',
      column: '=通知公告',
    },
    paging: { more: 'data.hasNext' },
    readArticle: true,
  },
  optionsSchema: JsonApiOptions,
  collect: collectJsonApi,
  parse: (document, options) => readJsonList(document, options).entries,
  recognize: recognizeJsonApi,
};
