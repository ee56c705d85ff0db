import { AppError } from '../../schemas/errors.js';

/**
 * Reads an address we may ask for: absolute, http or https, without user name and password (they would be sent in the
 * clear, kept in logs, and passed on by redirects). Host notations (2130706433, 0x7f.1) become plain addresses here.
 */
export function parseHttpUrl(text: string, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
  if (url === undefined) throw invalidUrl('not an absolute address', redact(text));
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw invalidUrl(`the scheme ${url.protocol} is not http or https`, redact(text));
  }
  if (url.username !== '' || url.password !== '') {
    throw invalidUrl('the address carries a user name or password', redact(text));
  }
  return url;
}

/** The refused address may hold the very password it is refused for. */
function redact(text: string): string {
  return text.replace(/\/\/[^/?#]*@/, '//***@').slice(0, 500);
}

function invalidUrl(reason: string, url: string): AppError {
  return new AppError('fetch-invalid-url', `${reason}: ${url}`, {
    details: { url, phase: 'url', sent: false },
  });
}
