import type { ErrorCode } from '../../schemas/errors.js';
import type { ProblemTexts } from './problem-texts.js';
import { REVIEW_PROBLEM_TITLES } from './review-problem-titles.js';

/** Texts for every error code; a code without texts does not compile. */
export const PROBLEM_TITLES: Readonly<Record<ErrorCode, ProblemTexts>> = {
  'invalid-request': {
    title: { zh: '请求有误', en: 'Invalid request' },
    advice: { zh: '请按接口说明检查请求。', en: 'Check the request against the API description.' },
  },
  'malformed-json': {
    title: { zh: 'JSON 格式错误', en: 'Malformed JSON' },
    advice: { zh: '请求正文不是正确的 JSON。', en: 'The request body is not well-formed JSON.' },
  },
  unauthenticated: {
    title: { zh: '未通过身份验证', en: 'Not authenticated' },
    advice: { zh: '请提供有效的 API 密钥。', en: 'Send a valid API key.' },
  },
  forbidden: {
    title: { zh: '无权操作', en: 'Forbidden' },
    advice: { zh: '此账号没有这项权限。', en: 'This account may not do this.' },
  },
  'not-found': {
    title: { zh: '未找到', en: 'Not found' },
    advice: { zh: '没有这个资源。', en: 'There is no such resource.' },
  },
  'method-not-allowed': {
    title: { zh: '不支持的方法', en: 'Method not allowed' },
    advice: { zh: '此地址不支持该方法。', en: 'This address does not support the method.' },
  },
  conflict: {
    title: { zh: '冲突', en: 'Conflict' },
    advice: { zh: '与已有内容冲突。', en: 'This conflicts with what already exists.' },
  },
  'stale-version': {
    title: { zh: '版本已过时', en: 'Stale version' },
    advice: {
      zh: '条目在您打开之后已被他人修改，请重新读取后再操作。',
      en: 'The item was changed after you read it: read it again, then decide.',
    },
  },
  'wrong-state': {
    title: { zh: '当前状态不允许', en: 'Wrong state' },
    advice: { zh: '当前状态下不能进行此操作。', en: 'This cannot be done in the current state.' },
  },
  ...REVIEW_PROBLEM_TITLES,
  'idempotency-conflict': {
    title: { zh: '幂等键已用于其他请求', en: 'Idempotency key reused' },
    advice: {
      zh: '同一个 Idempotency-Key 只能用于重发同一请求，新请求请换新键。',
      en: 'An Idempotency-Key may only repeat the same request; use a new key for a new one.',
    },
  },
  'idempotency-in-progress': {
    title: { zh: '同一请求正在处理', en: 'Request in progress' },
    advice: {
      zh: '带同一 Idempotency-Key 的请求尚未处理完，请稍后重试。',
      en: 'The first request with this Idempotency-Key still runs; repeat it a little later.',
    },
  },
  'payload-too-large': {
    title: { zh: '请求正文过大', en: 'Payload too large' },
    advice: { zh: '请求正文超过上限。', en: 'The request body exceeds the limit.' },
  },
  'range-not-satisfiable': {
    title: { zh: '请求的范围超出文件', en: 'Range not satisfiable' },
    advice: { zh: '请求的字节范围超出文件的长度。', en: 'The requested bytes lie outside the file.' },
  },
  'unsupported-media-type': {
    title: { zh: '不支持的内容类型', en: 'Unsupported media type' },
    advice: {
      zh: '请以 UTF-8 编码的 application/json 发送。',
      en: 'Send application/json in UTF-8.',
    },
  },
  'validation-failed': {
    title: { zh: '字段不符合要求', en: 'Validation failed' },
    advice: { zh: '有字段不符合要求，详见 errors。', en: 'Some fields are wrong; see errors.' },
  },
  'signature-invalid': {
    title: { zh: '签名无效', en: 'Invalid signature' },
    advice: { zh: '签名与正文或密钥不符。', en: 'The signature does not match the body or the key.' },
  },
  'subscription-gone': {
    title: { zh: '订阅已不存在', en: 'Subscription gone' },
    advice: {
      zh: '此订阅已不存在，请停止推送。',
      en: 'There is no such subscription any more: stop sending.',
    },
  },
  'too-many-requests': {
    title: { zh: '请求过于频繁', en: 'Too many requests' },
    advice: { zh: '请稍后重试。', en: 'Try again later.' },
  },
  'fetch-invalid-url': {
    title: { zh: '来源地址有误', en: 'Invalid source address' },
    advice: { zh: '来源地址不是可用的网址。', en: 'The address of the source cannot be used.' },
  },
  'fetch-forbidden-address': {
    title: { zh: '禁止访问的地址', en: 'Forbidden address' },
    advice: { zh: '该地址属于不允许访问的网络。', en: 'The address lies in a network we do not reach into.' },
  },
  'fetch-dns': {
    title: { zh: '域名无法解析', en: 'Name not resolved' },
    advice: { zh: '来源的域名无法解析。', en: 'The name of the source does not resolve.' },
  },
  'fetch-connect': {
    title: { zh: '无法连接来源', en: 'Source not reachable' },
    advice: { zh: '无法与来源建立连接。', en: 'No connection to the source.' },
  },
  'fetch-tls': {
    title: { zh: '来源证书有误', en: 'TLS failure' },
    advice: { zh: '与来源的加密连接失败。', en: 'The secure connection to the source failed.' },
  },
  'fetch-timeout': {
    title: { zh: '来源超时', en: 'Source timed out' },
    advice: { zh: '来源未在时限内回复。', en: 'The source did not answer in time.' },
  },
  'fetch-too-large': {
    title: { zh: '来源内容过大', en: 'Source too large' },
    advice: { zh: '来源的回复超过上限。', en: 'The answer of the source exceeds the limit.' },
  },
  'fetch-too-many-redirects': {
    title: { zh: '来源重定向过多', en: 'Too many redirects' },
    advice: { zh: '来源重定向次数过多。', en: 'The source redirects without end.' },
  },
  'fetch-unsupported-encoding': {
    title: { zh: '来源压缩方式不支持', en: 'Unsupported encoding' },
    advice: { zh: '来源使用了不支持的压缩方式。', en: 'The source compresses in a way we do not accept.' },
  },
  'fetch-truncated': {
    title: { zh: '来源内容不完整', en: 'Truncated answer' },
    advice: { zh: '来源的回复中途中断。', en: 'The answer of the source broke off.' },
  },
  'fetch-protocol': {
    title: { zh: '来源回复不合协议', en: 'Protocol error' },
    advice: { zh: '来源的回复不是正确的 HTTP。', en: 'The answer of the source is not proper HTTP.' },
  },
  'fetch-aborted': {
    title: { zh: '采集已中止', en: 'Fetch aborted' },
    advice: { zh: '采集被中止，稍后会重试。', en: 'The fetch was ended early and will be repeated.' },
  },
  'fetch-host-busy': {
    title: { zh: '网站正忙', en: 'Host busy' },
    advice: {
      zh: '同一网站一次只请求一个文件，稍后自动再取。',
      en: 'One host is asked for one thing at a time; it is fetched shortly.',
    },
  },
  'fetch-http-status': {
    title: { zh: '来源回复错误', en: 'Source answered an error' },
    advice: { zh: '来源回复了错误状态。', en: 'The source answered with an error status.' },
  },
  'fetch-robots-disallowed': {
    title: { zh: '网站的 robots.txt 不允许', en: 'Disallowed by robots.txt' },
    advice: {
      zh: '请网站放开 robots.txt，或由所属单位登记同意采集。',
      en: 'Have the site open its robots.txt, or record the consent of its organization.',
    },
  },
  'fetch-blocked-by-site': {
    title: { zh: '被来源网站拦截', en: 'Blocked by the site' },
    advice: {
      zh: '来源网站的防护拦截了采集，请联系其管理员放行。',
      en: 'The protection of the site blocks us; ask its webmaster to let us in.',
    },
  },
  'parse-empty': {
    title: { zh: '来源内容为空', en: 'Empty document' },
    advice: { zh: '来源的内容为空。', en: 'The document of the source is empty.' },
  },
  'parse-unrecognized': {
    title: { zh: '来源格式无法识别', en: 'Unrecognized format' },
    advice: { zh: '来源内容不是已知的格式。', en: 'The document has no format we know.' },
  },
  'parse-malformed': {
    title: { zh: '来源格式错误', en: 'Malformed document' },
    advice: { zh: '来源内容的格式有误。', en: 'The document of the source is malformed.' },
  },
  'parse-too-deep': {
    title: { zh: '来源嵌套过深', en: 'Nested too deep' },
    advice: { zh: '来源内容嵌套过深。', en: 'The document is nested too deep.' },
  },
  'parse-too-large': {
    title: { zh: '来源文档过大', en: 'Document too large' },
    advice: { zh: '来源内容超过上限。', en: 'The document exceeds the limit.' },
  },
  'parse-no-entries': {
    title: { zh: '来源没有条目', en: 'No entries' },
    advice: { zh: '来源内容中没有找到条目。', en: 'The document holds no entries.' },
  },
  'parse-encrypted': {
    title: { zh: '文档已加密', en: 'Encrypted document' },
    advice: { zh: '请取消密码保护后再上传。', en: 'Take the password off and send it again.' },
  },
  'parse-no-text': {
    title: { zh: '文档没有文字', en: 'No text' },
    advice: {
      zh: '文档只有图像（如扫描件），没有可提取的文字。',
      en: 'The document is pictures only (a scan, say) and has no text to take out.',
    },
  },
  'parse-timeout': {
    title: { zh: '解析超时', en: 'Parsing takes too long' },
    advice: {
      zh: '该内容解析耗时超过限度，已放弃；请检查其标记是否异常。',
      en: 'Reading this content takes too long and was given up; look for unusual markup.',
    },
  },
  'source-identity-degraded': {
    title: { zh: '来源的编号或网址不可靠', en: 'Unreliable identities at the source' },
    advice: {
      zh: '条目编号或网址重复使用或每次更换，已改用下一级标准区分条目，请联系网站管理员。',
      en: 'Entry ids or addresses are reused or always new; entries are told apart by the next criterion. Ask the webmaster.',
    },
  },
  'source-mass-vanish': {
    title: { zh: '来源大量内容同时消失', en: 'Many articles vanished at once' },
    advice: {
      zh: '来源已停止采集，没有提出任何撤稿建议；核实后恢复采集。',
      en: 'The source is stopped and nothing was proposed; find out what happened, then resume it.',
    },
  },
  'portal-refused': {
    title: { zh: '门户拒收', en: 'Refused by the portal' },
    advice: { zh: '门户拒绝接收。', en: 'The portal refused it.' },
  },
  'portal-gone': {
    title: { zh: '门户接口已停用', en: 'Portal gone' },
    advice: { zh: '门户的接口已不存在。', en: 'The interface of the portal no longer exists.' },
  },
  'portal-unauthorized': {
    title: { zh: '门户不认可我方身份', en: 'Not authorized at the portal' },
    advice: {
      zh: '请核对该门户的密钥与服务器时钟；修正之前会一直重试。',
      en: 'Check the credentials for this portal and the clock of this server; it is tried again until then.',
    },
  },
  'portal-unavailable': {
    title: { zh: '门户不可用', en: 'Portal unavailable' },
    advice: { zh: '门户暂时不可用，稍后会重试。', en: 'The portal is unavailable and will be tried again.' },
  },
  'portal-throttled': {
    title: { zh: '门户限流', en: 'Throttled by the portal' },
    advice: { zh: '门户要求放慢速度。', en: 'The portal asked us to slow down.' },
  },
  'portal-ambiguous': {
    title: { zh: '门户结果不明', en: 'Outcome unknown' },
    advice: {
      zh: '门户是否已接收尚不明确，将先查询再重发。',
      en: 'It is unclear whether the portal took it; it will be asked first.',
    },
  },
  'portal-unsupported': {
    title: { zh: '门户不支持该操作', en: 'Not supported by the portal' },
    advice: {
      zh: '门户不能完成该操作，请联系该门户人工处理。',
      en: 'The portal cannot do this: ask its editors to.',
    },
  },
  'portal-paused': {
    title: { zh: '门户已停用', en: 'Portal paused' },
    advice: { zh: '门户恢复启用后自动继续。', en: 'It goes on by itself once the portal is active again.' },
  },
  'portal-protocol': {
    title: { zh: '门户回复有误', en: 'Portal protocol error' },
    advice: { zh: '门户的回复不符合约定。', en: 'The answer of the portal breaks its contract.' },
  },
  'lease-lost': {
    title: { zh: '租约已失效', en: 'Lease lost' },
    advice: { zh: '任务已由其他进程接手。', en: 'Another process took over the work.' },
  },
  'configuration-invalid': {
    title: { zh: '系统配置有误', en: 'Invalid configuration' },
    advice: { zh: '系统配置有误，请联系管理员。', en: 'The system is misconfigured; tell an administrator.' },
  },
  'service-unavailable': {
    title: { zh: '服务暂不可用', en: 'Service unavailable' },
    advice: { zh: '服务暂时不可用，请稍后重试。', en: 'The service is unavailable; try again later.' },
  },
  'schema-too-new': {
    title: { zh: '数据版本过新', en: 'Data written by a newer version' },
    advice: {
      zh: '数据由更新的版本写入，请升级系统。',
      en: 'A newer version wrote this document; upgrade the system.',
    },
  },
  internal: {
    title: { zh: '系统内部错误', en: 'Internal error' },
    advice: {
      zh: '系统内部错误，请将 instance 中的请求编号告知管理员。',
      en: 'Something failed on our side; give an administrator the request id in instance.',
    },
  },
};
