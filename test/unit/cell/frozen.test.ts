// Frozen modules export what the modules that they stand for do.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FROZEN } from '../../../components/book/build/frozen-figures.ts';
import { frozen } from '../../../components/cell/build/frozen.ts';
import type { Lookup } from '../../../lib/abi/lookup.ts';

const ROOT = join(import.meta.dirname, '../../..');

type Exports = Record<string, unknown>;

function isLookup(value: unknown): value is Lookup<unknown> {
  return typeof value === 'function' && 'all' in value;
}

describe.for([...FROZEN, 'lib/abi/syscall-ids.ts'])('%s', (file) => {
  test('has the same values', async () => {
    const real: Exports = await import(join(ROOT, file));
    const text = await frozen(join(ROOT, file));
    const cold: Exports = await import(`data:text/javascript,${encodeURIComponent(text)}`);
    expect(Object.keys(cold).sort()).toEqual(Object.keys(real).sort());
    for (const [name, value] of Object.entries(real)) {
      const other = cold[name];
      if (!isLookup(value)) {
        expect(other, name).toEqual(value);
        continue;
      }
      const answer = other as (key: string) => unknown;
      expect(answer('no such name'), name).toBeUndefined();
      for (const [key, one] of Object.entries(value.all)) expect(answer(key), key).toEqual(one);
    }
  });
});
