import { expect, test } from 'vitest';
import { parsePort } from '../../../lib/view/port.ts';

test('takes what fits into 16 bits', () => {
  expect(['0', '80', ' 8080 ', '65535'].map(parsePort)).toEqual([0, 80, 8080, 65535]);
});

test('says why the rest is none', () => {
  expect(parsePort('')).toMatch(/Type a port/);
  expect(parsePort('65536')).toMatch(/more than 16 bits/);
  expect(parsePort('-1')).toMatch(/not an integer from 0/);
  expect(parsePort('80.5')).toMatch(/not an integer/);
  expect(parsePort('http')).toMatch(/not a number/);
  expect(parsePort('0x50')).toMatch(/not a number/);
});
