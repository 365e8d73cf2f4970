// A world in an address: the same again, bounds in both directions, and a sentence for everything else.

import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, test } from 'vitest';
import { linkOfWorld, worldOfLink } from '../../../components/play/world-link.ts';
import { hashText } from '../../../lib/notebook/hash.ts';
import { type World, writeWorld } from '../../../lib/notebook/world.ts';
import { withFile, withHost, withLink, withTyped } from '../../../lib/notebook/world-edits.ts';

/** One host with a terminal, and nothing else. */
const empty = (): World => ({
  seed: 1,
  hosts: [{ name: 'server', x: 360, y: 150 }],
  links: [],
  files: [],
  terminals: [{ id: 1, host: 'server', typed: [] }],
  points: [],
});

function full(): World {
  let world = withHost(empty(), { x: 10, y: 20 })!;
  world = withLink(world, 'server', 'client')!;
  world = withFile(world, 'a.c', 'int main(void) { return 0; } // “ä”\n')!.world;
  world = withTyped(world, 1, 0, 'gcc a.c');
  return { ...world, points: [{ kind: 'line', file: 'a.c', line: 1, condition: 'x == 1' }] };
}

/** A link with any text in it, packed as ours are. */
function packed(text: string): string {
  const bytes = deflateSync(strToU8(text), { level: 9 });
  return `#world=1.${hashText(text).slice(0, 8)}.${Buffer.from(bytes).toString('base64url')}`;
}

const words = (hash: string): string => {
  const read = worldOfLink(hash);
  return read === undefined ? 'none' : read.ok ? 'taken' : read.message;
};

test('it is the same again', () => {
  const link = linkOfWorld(full());
  expect(link.ok && worldOfLink(link.value)).toEqual({ ok: true, value: full() });
});

test('other addresses carry none', () => {
  expect([words(''), words('#programs'), words('#cell:code=1.a.b')]).toEqual([
    'none',
    'none',
    'none',
  ]);
});

describe('what is refused', () => {
  const whole = linkOfWorld(full());
  const link = whole.ok ? whole.value : '';

  test('every link that was cut short', () => {
    for (let length = '#world='.length; length < link.length; length += 7) {
      expect(words(link.slice(0, length))).toMatch(
        /damaged or was cut short\. Nothing was changed\.$/,
      );
    }
  });

  test('a changed letter anywhere, unless it changes nothing', () => {
    for (let at = '#world='.length; at < link.length; at += 11) {
      const other = link[at] === 'A' ? 'B' : 'A';
      const read = worldOfLink(link.slice(0, at) + other + link.slice(at + 1));
      if (read?.ok) expect(read.value).toEqual(full());
      else expect(read?.message).toMatch(/Nothing was changed\.$/);
    }
  });

  test('a few bytes that stand for megabytes', () => {
    expect(words(packed('x'.repeat(5_000_000)))).toMatch(/damaged or was cut short/);
  });

  test('a whole text that is no world', () => {
    expect(words(packed('{"format":"other"}'))).toMatch(/does not hold a world of this book/);
    expect(words(packed(writeWorld(full()).replace('"server"', '"no host"')))).toMatch(
      /name begins/,
    );
  });

  test('a later edition, and an address that no mail carries', () => {
    expect(words('#world=2.x.y')).toMatch(/another edition \(version 2\)/);
    expect(words(`#world=1.x.${'A'.repeat(20_000)}`)).toMatch(/too long to be one of this book’s/);
  });
});

test('a world that is too large is refused when it is written, with what to do instead', () => {
  const noise = Array.from({ length: 2000 }, (_, i) => hashText(`${i}`)).join('\n');
  const link = linkOfWorld(withFile(full(), 'noise.c', noise)!.world);
  expect(link.ok ? '' : link.message).toMatch(/too large for a link.*Export it as a file\.$/);
  const flat = linkOfWorld(withFile(full(), 'flat.c', '\n'.repeat(99_999))!.world);
  expect(flat.ok).toBe(false);
});
