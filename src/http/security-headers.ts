import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Answers are data: nothing in them may load, frame or run anything (pages for people set a wider policy). Browsers are
 * told to insist on HTTPS only where the gateway is reached by it, or a plain-HTTP installation would lock itself out.
 */
export function securityHeaders(publicUrl: string): RequestHandler {
  const secure = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
    strictTransportSecurity: publicUrl.startsWith('https:'),
    xFrameOptions: { action: 'deny' },
  });
  return (req, res, next) => {
    // What an API answers belongs to one account at one moment; pages and assets say otherwise themselves.
    res.setHeader('Cache-Control', 'no-store');
    secure(req, res, next);
  };
}
