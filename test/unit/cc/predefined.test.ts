// Macros that are there before the first line.

import { expect, it } from 'vitest';
import { predefined, VALUES } from '../../../lib/cc/predefined.ts';

it('each is found by its name, and what a program defines is none of them', () => {
  const lines = VALUES.trim().split('\n');
  for (const line of lines) expect(predefined(/^\w+/.exec(line)![0])).toBe(line);
  expect(lines.length).toBeGreaterThan(150);
  for (const name of ['main', '_STDIO_H', '__pos', '__builtin_va_list', 'linuxes', '__FOO__'])
    expect(predefined(name)).toBeUndefined();
});
