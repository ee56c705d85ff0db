import { MongoError } from '../mongo-error.js';

/**
 * MongoDB uses PCRE; the common ground with JavaScript is accepted, and what JavaScript would read differently or not
 * at all is refused instead of matching something else.
 */
export function compileRegex(pattern: string, options: string): RegExp {
  let flags = 'u';
  for (const option of options) {
    if (option === 'i' || option === 'm' || option === 's') flags += flags.includes(option) ? '' : option;
    else if (option !== 'u') throw new MongoError(51108, `invalid flag in regex options: ${option}`);
  }
  const { source, inlineFlags } = takeInlineFlags(pattern);
  for (const flag of inlineFlags) if (!flags.includes(flag)) flags += flag;
  return build(source, flags);
}

function build(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    // identity escapes such as `\-` or `\ ` are fine in PCRE but errors in unicode mode
    try {
      return new RegExp(source, flags.replace('u', ''));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : 'not understood';
      throw new MongoError(51091, `Regular expression is invalid: ${reason}`);
    }
  }
}

/** `(?i)` at the start is PCRE's way to set options inside the pattern. */
function takeInlineFlags(pattern: string): { source: string; inlineFlags: string } {
  const match = /^\(\?([ims]+)\)/.exec(pattern);
  return match === null
    ? { source: pattern, inlineFlags: '' }
    : { source: pattern.slice(match[0].length), inlineFlags: match[1] ?? '' };
}
