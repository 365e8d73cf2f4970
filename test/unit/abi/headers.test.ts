// The C headers: the real compiler accepts them, and agrees with every prototype and number.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import '../../../lib/machine/libc/all-parts.ts';
import { HEADERS_WITH_WORDS, headerWords } from '../../../lib/abi/header-words.ts';
import { headerNames, headerText, headerTexts } from '../../../lib/abi/headers.ts';
import { SOURCES } from '../../../lib/machine/libc/archive.ts';
import { LIBC_NATIVES } from '../../../lib/machine/libc/natives.ts';
import { PROGRAMS } from '../../../lib/machine/programs/programs.ts';

// The real compiler is waited for, on whatever machine this is.
vi.setConfig({ testTimeout: 60_000 });

const HEADER_NAMES = headerNames();
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sockets-headers-'));
  for (const [name, text] of Object.entries(headerTexts())) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs gcc on a text; returns what it complains about. */
function gcc(text: string, ...flags: string[]): string {
  const file = join(folder, 'test.c');
  writeFileSync(file, text);
  try {
    execFileSync('gcc', ['-std=gnu17', '-Wall', '-Wextra', '-Werror', ...flags, file], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return '';
  } catch (e) {
    return (e as { stderr: string }).stderr;
  }
}

function preprocessed(name: string, gnu: boolean): string {
  const file = join(folder, 'pre.c');
  writeFileSync(file, `${gnu ? '#define _GNU_SOURCE\n' : ''}#include <${name}>\n`);
  const flags = ['-E', '-P', '-nostdinc', '-I', folder, file];
  return execFileSync('gcc', flags, { encoding: 'utf8' });
}

/** The prototypes of a preprocessed header, a line each. */
function prototypes(text: string): string[] {
  let flat = text;
  // From the innermost braces outwards, so that what stands behind a member is no prototype.
  for (let before = ''; before !== flat; flat = flat.replace(/\{[^{}]*\}/g, '@body@'))
    before = flat;
  return flat
    .replace(/\s+/g, ' ')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => /\w\s*\*?\w+\(.*\)/.test(part) && !/^typedef|^extern|@body@/.test(part));
}

const nameOf = (prototype: string) => /(\w+)\(/.exec(prototype)?.[1] ?? '';

describe('headers', () => {
  it.each(HEADER_NAMES)('<%s> stands alone', (name) => {
    const strict = ['-nostdinc', '-I', folder, '-fsyntax-only', '-D_GNU_SOURCE'];
    expect(gcc(`#include <${name}>\n#include <${name}>\nint unused;\n`, ...strict)).toBe('');
  });

  it('go together in one file', () => {
    const all = HEADER_NAMES.map((name) => `#include <${name}>\n`).join('');
    expect(gcc(all, '-nostdinc', '-I', folder, '-fsyntax-only', '-D_GNU_SOURCE')).toBe('');
  });

  // The kernel's own headers declare no functions; here some lead to the library's, which are compared.
  const LIBRARY_NAMES = HEADER_NAMES.filter((name) => !/^(linux|asm)\//.test(name));

  it.each(LIBRARY_NAMES)('<%s> declares what glibc declares', (name) => {
    const ours = prototypes(preprocessed(name, false));
    const undefs = ours.map((line) => `#undef ${nameOf(line)}\n`).join('');
    const real = `#include <signal.h>\n#include <stdarg.h>\n#include <stdio.h>\n#include <sys/types.h>\n#include <${name}>\n${undefs}`;
    expect(gcc(`${real}${ours.map((line) => `${line};\n`).join('')}`, '-fsyntax-only', '-w')).toBe(
      '',
    );
  });

  it.each(HEADERS_WITH_WORDS)('<%s> has the numbers of the real one', (name) => {
    const words = headerWords(name);
    const asserts = words.map(([word, value]) => {
      const number = value > 0x7fffffff ? `${value}UL` : `${value}`;
      return `#ifdef ${word}\n_Static_assert((${word}) == (${number}), "${word}");\n#endif\n`;
    });
    const real = `#define _GNU_SOURCE\n#include <time.h>\n#include <${name}>\n`;
    expect(gcc(`${real}${asserts.join('')}`, '-fsyntax-only', '-w')).toBe('');
    expect(words.length).toBeGreaterThan(0);
  });

  it('declare nothing that the library does not have', () => {
    const all = HEADER_NAMES.flatMap((name) => prototypes(preprocessed(name, true)).map(nameOf));
    const heap = ['malloc', 'calloc', 'realloc', 'free'];
    const text = SOURCES.map((source) => source.text).join('\n');
    const missing = [...new Set(all)].filter((name) => {
      const defined = new RegExp(`^[\\w].*[ *]${name}\\([^;]*\\{`, 'm').test(
        text.replace(/,\n\s+/g, ', '),
      );
      return !defined && !(name in LIBC_NATIVES) && !heap.includes(name);
    });
    expect(missing).toEqual([]);
    expect(all.length).toBeGreaterThan(250);
  });

  it.each(SOURCES.map(({ name, text }) => [name, text]))('%s is C that gcc accepts', (_, text) => {
    expect(gcc(text, '-nostdinc', '-I', folder, '-fno-builtin', '-fsyntax-only')).toBe('');
  });

  it.each(Object.entries(PROGRAMS))(
    '%s is C that gcc accepts, with our headers and with its own',
    (_, { text }) => {
      expect(gcc(text, '-nostdinc', '-I', folder, '-fsyntax-only')).toBe('');
      expect(gcc(text, '-fsyntax-only')).toBe('');
    },
  );

  it('are undefined by a name that is none', () => {
    expect(headerText('socket.h')).toBeUndefined();
  });
});
