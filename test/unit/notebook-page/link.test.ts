// Texts in addresses: whole, cut short, made to harm.

import { deflateSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { MAX_LINK, MAX_TEXT, readCode, writeCode } from '../../../components/notebook/link.ts';
import { hashText } from '../../../lib/notebook/hash.ts';

const SOURCE = '#include <stdio.h>\n\nint main(void) {\n    puts("größer → weiter");\n}\n';

function written(source: string, id = 'cell-server'): string {
  const link = writeCode({ id, source });
  if (!link.ok) throw new Error(link.message);
  return link.value;
}

/** A link around whatever bytes, with the hash of whatever text. */
function forged(bytes: Uint8Array, text: string): string {
  const packed = Buffer.from(bytes).toString('base64url');
  return `#cell-server:code=1.${hashText(text).slice(0, 8)}.${packed}`;
}

describe('a link', () => {
  test('brings a text to its cell, character by character', () => {
    expect(readCode(written(SOURCE))).toEqual({
      ok: true,
      value: { id: 'cell-server', source: SOURCE },
    });
    expect(readCode(written('', 'own-1'))).toMatchObject({ ok: true, value: { source: '' } });
  });

  test('has only characters that need no escape', () => {
    expect(written(SOURCE)).toMatch(/^#[\w:=.-]+$/);
  });

  test('that carries no text is none', () => {
    expect(readCode('')).toBeUndefined();
    expect(readCode('#cell-server')).toBeUndefined();
    expect(readCode('#accept-queue:at=1200')).toBeUndefined();
  });

  test('is refused where it would be too long, with both numbers', () => {
    let noise = '';
    for (let i = 0; noise.length < 40_000; i++) noise += hashText(`${i}`);
    const link = writeCode({ id: 'cell-server', source: noise });
    expect(link.ok ? '' : link.message).toMatch(/take \d\d,\d\d\d characters, and 8,000 fit/);
  });
});

describe('a link that is not what was written', () => {
  const whole = written(SOURCE);
  const bad = (hash: string) => {
    const read = readCode(hash);
    expect(read?.ok).toBe(false);
    return read?.ok ? '' : (read?.message ?? '');
  };

  test('is refused wherever it was cut short', () => {
    for (let end = whole.indexOf(':code=') + 6; end < whole.length; end++) {
      expect(bad(whole.slice(0, end))).toMatch(/damaged or was cut short/);
    }
  });

  test('never shows another text, whichever character was changed', () => {
    for (let at = whole.indexOf('=1.') + 3; at < whole.length; at++) {
      const other = whole[at] === 'A' ? 'B' : 'A';
      const read = readCode(whole.slice(0, at) + other + whole.slice(at + 1));
      // The last character of base64 may have bits that mean nothing.
      expect(read?.ok ? read.value.source : SOURCE).toBe(SOURCE);
    }
  });

  test('of another edition says so', () => {
    expect(bad(whole.replace('code=1.', 'code=2.'))).toContain('another edition (version 2)');
  });

  test('that unpacks to megabytes is left when the bound is passed', () => {
    const bomb = forged(deflateSync(new Uint8Array(3_000_000), { level: 9 }), 'x');
    expect(bomb.length).toBeLessThan(MAX_LINK);
    expect(bad(bomb)).toMatch(/damaged/);
  });

  test('that is longer than any link is not read', () => {
    expect(bad(`${whole}${'A'.repeat(2 * MAX_LINK)}`)).toContain('too long');
  });

  test('to no cell at all, or of bytes that are no text, is refused', () => {
    expect(bad(whole.replace('#cell-server', '#<img>'))).toMatch(/damaged/);
    expect(bad(forged(new Uint8Array([255, 254, 253]), 'x'))).toMatch(/damaged/);
  });

  test('with a text above the bound is refused', () => {
    const text = 'a'.repeat(MAX_TEXT + 1);
    expect(bad(forged(deflateSync(Buffer.from(text)), text))).toMatch(/damaged/);
  });
});
