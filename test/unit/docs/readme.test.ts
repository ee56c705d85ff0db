import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { settingsTable } from '../../../src/cli/settings-table.js';
import { packageRoot } from '../../../src/package-root.js';

const cells = (text: string): string[] =>
  text.split('\n').map((line) => line.replace(/\s*\|\s*/g, '|').replace(/-{3,}/g, '---'));

test('the README shows every setting as the configuration schema has it', () => {
  const readme = cells(readFileSync(join(packageRoot, 'README.md'), 'utf8'));
  for (const row of cells(settingsTable())) expect(readme).toContain(row);
});
