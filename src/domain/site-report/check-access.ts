import type { SiteFinding } from '../../../schemas/source-check.js';
import { toFinding, type SiteRule, type SiteSample } from './site-sample.js';

const DAY_MS = 86_400_000;
const CERTIFICATE_NOTICE_DAYS = 30;

/** 访问: charset, transport, certificate, robots, and what could not be fetched at all. */
export const checkAccess: SiteRule = (sample) => [
  ...checkProblems(sample),
  ...checkCharset(sample),
  ...checkTransport(sample),
  ...checkCertificate(sample),
];

const KNOWN_PROBLEMS: Readonly<Record<string, { zh: string; en: string }>> = {
  'fetch-blocked-by-site': {
    zh: '网站以反爬虫验证拒绝采集，请将网关加入白名单。',
    en: 'The site answers with a challenge for robots: put the gateway on its list of exceptions.',
  },
  'fetch-robots-disallowed': {
    zh: 'robots.txt 禁止采集该地址；请放行网关（User-agent: baosong），或由单位登记同意采集。',
    en: 'robots.txt keeps the gateway out: allow the user agent baosong, or record the consent of the organization.',
  },
  'fetch-tls': {
    zh: 'TLS 证书不受信任或已过期。',
    en: 'The TLS certificate is not trusted or has ended.',
  },
  'fetch-timeout': { zh: '网站响应超时。', en: 'The site took too long to answer.' },
  'fetch-dns': { zh: '域名无法解析。', en: 'The name of the site cannot be resolved.' },
  'fetch-forbidden-address': {
    zh: '地址指向内网或保留网段，不能采集。',
    en: 'The address lies in a private or reserved network and is not fetched.',
  },
  'parse-no-entries': {
    zh: '页面可以打开，但没有识别出文章。',
    en: 'The page opens, but no articles were recognised on it.',
  },
  'parse-unrecognized': { zh: '内容格式无法识别。', en: 'The format of the content was not recognised.' },
};

function checkProblems({ problems }: SiteSample): SiteFinding[] {
  const codes = [...new Set(problems.map(({ code }) => code))];
  return codes.map((code) => {
    const same = problems.filter((problem) => problem.code === code);
    const [first] = same;
    const message = (first?.message ?? '').slice(0, 300);
    const known = KNOWN_PROBLEMS[code];
    const words = {
      zh: known ? `${known.zh}（${message}）` : `采集时出错：${message}`,
      en: known ? `${known.en} (${message})` : `Collecting met an error: ${message}`,
    };
    return toFinding(
      code,
      'error',
      words,
      same.flatMap(({ url }) => url ?? []),
    );
  });
}

function checkCharset({ pages }: SiteSample): SiteFinding[] {
  const wrong = pages.filter((page) => page.charsetMismatch);
  const [first] = wrong;
  if (!first?.charsetMismatch) return [];
  const { declared, actual } = first.charsetMismatch;
  const words = {
    zh: `声明的编码是 ${declared}，实际是 ${actual}；已按实际编码读取，其他系统可能显示乱码。`,
    en: `The declared charset is ${declared}, the bytes are ${actual}: read as they are, but others may show garbage.`,
  };
  return [
    toFinding(
      'charset-mismatch',
      'warning',
      words,
      wrong.map(({ url }) => url),
    ),
  ];
}

function checkTransport({ url, finalUrl }: SiteSample): SiteFinding[] {
  if (finalUrl === undefined || finalUrl.startsWith('https:')) return [];
  const words = url.startsWith('https:')
    ? { zh: 'HTTPS 地址跳转到了不加密的 HTTP。', en: 'The https address redirects to unencrypted http.' }
    : {
        zh: '网站未启用 HTTPS，内容可能在途中被篡改。',
        en: 'The site does not use HTTPS: content may be changed on its way.',
      };
  return [toFinding('transport-insecure', 'advice', words, [finalUrl])];
}

function checkCertificate({ certificateEndsAt, now, finalUrl }: SiteSample): SiteFinding[] {
  if (!certificateEndsAt) return [];
  const days = Math.floor((certificateEndsAt.getTime() - now.getTime()) / DAY_MS);
  if (days > CERTIFICATE_NOTICE_DAYS) return [];
  const words = { zh: `TLS 证书还有 ${days} 天到期。`, en: `The TLS certificate ends in ${days} days.` };
  return [toFinding('certificate-expiring', 'warning', words, finalUrl === undefined ? [] : [finalUrl])];
}
