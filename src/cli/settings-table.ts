import { listSettings } from '../config.js';

/** The README's table of settings, from the one schema; a test keeps the two the same. */
export function settingsTable(): string {
  const rows = listSettings().map(({ name, description, fallback, secret }) => {
    const shown =
      typeof fallback === 'number' || (typeof fallback === 'string' && fallback) ? `\`${fallback}\`` : '';
    return `| \`${name}\`${secret ? ' 🔒' : ''} | ${description.replaceAll('|', '\\|')} | ${shown} |`;
  });
  return ['| variable | meaning | default |', '| --- | --- | --- |', ...rows].join('\n');
}
