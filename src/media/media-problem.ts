import { isAppError, type ErrorCode } from '../../schemas/errors.js';
import type { MediaProblem } from '../../schemas/media.js';
import type { FileFault } from './judge-file.js';

type Words = Pick<MediaProblem, 'code' | 'zh' | 'en'>;

/** What may be wrong with a file, but for failures of fetching it. */
type OwnCode = FileFault | 'media-item-limit';

const OWN: Readonly<Record<OwnCode, { zh: string; en: string }>> = {
  'media-empty': { zh: '文件为空（0 字节）', en: 'the file is empty (0 bytes)' },
  'media-type-mismatch': { zh: '文件内容与名称或类型不符', en: 'the file is not what its name or type says' },
  'media-dangerous-type': { zh: '文件是可执行程序，未保存', en: 'the file is a program and was not kept' },
  'media-item-limit': {
    zh: '该条目的图片和附件超过数量或总大小上限，未抓取',
    en: 'not fetched: the item has more files, or larger ones, than one may have',
  },
};

const FETCHING: Partial<Record<ErrorCode, { zh: string; en: string }>> = {
  'fetch-invalid-url': { zh: '地址有误', en: 'the address cannot be used' },
  'fetch-forbidden-address': {
    zh: '地址指向不允许访问的网络',
    en: 'the address leads into a private network',
  },
  'fetch-dns': { zh: '域名无法解析', en: 'the name does not resolve' },
  'fetch-connect': { zh: '无法连接', en: 'no connection' },
  'fetch-tls': { zh: '证书或加密连接有误', en: 'no trusted secure connection' },
  'fetch-timeout': { zh: '对方未在时限内传完', en: 'the peer took too long' },
  'fetch-too-large': { zh: '文件超过大小上限', en: 'the file exceeds the size limit' },
  'fetch-too-many-redirects': { zh: '重定向过多', en: 'too many redirects' },
  'fetch-unsupported-encoding': { zh: '压缩方式不支持', en: 'compressed in a way we do not accept' },
  'fetch-truncated': { zh: '传输中断，文件不完整', en: 'the transfer broke off' },
  'fetch-protocol': { zh: '对方的回复不合 HTTP 协议', en: 'the answer is not proper HTTP' },
  'fetch-robots-disallowed': {
    zh: '网站的 robots.txt 不允许抓取，请网站放行，或由所属单位登记同意采集',
    en: 'robots.txt of the site forbids it: have it opened, or record the consent of the organization',
  },
  'fetch-blocked-by-site': { zh: '被网站的防护拦截', en: 'blocked by the protection of the site' },
};

export function ownProblem(code: OwnCode, mediaType?: string): Words {
  const { zh, en } = OWN[code];
  return mediaType === undefined
    ? { code, zh, en }
    : { code, zh: `${zh}（实为 ${mediaType}）`, en: `${en} (it is ${mediaType})` };
}

/** A failure of fetching, in words for people. */
export function fetchProblem(error: unknown): Words {
  const code = isAppError(error) ? error.code : 'internal';
  const status = statusOf(error);
  if (status !== undefined)
    return { code, zh: `对方回复 HTTP ${status}`, en: `the address answers HTTP ${status}` };
  if (isUnreadableRobots(error)) return { code, ...UNREADABLE_ROBOTS };
  const words = FETCHING[code] ?? { zh: '抓取失败', en: 'it could not be fetched' };
  return { code, ...words };
}

const UNREADABLE_ROBOTS = {
  zh: '网站的 robots.txt 读不到，在读到之前按规定不抓取',
  en: 'robots.txt of the site cannot be read; until it can, nothing may be fetched',
};

function isUnreadableRobots(error: unknown): boolean {
  return isAppError(error) && error.code === 'fetch-robots-disallowed' && error.retryable;
}

/** HTTP status of a failure that was one. */
export function statusOf(error: unknown): number | undefined {
  const status = isAppError(error) && error.code === 'fetch-http-status' ? error.details.status : undefined;
  return typeof status === 'number' ? status : undefined;
}
