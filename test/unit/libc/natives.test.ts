// Natives one by one, on a small memory; where a rule is glibc's own, glibc is asked.

import { describe, expect, it, vi } from 'vitest';
import { ERANGE } from '../../../lib/abi/errno.ts';
import {
  colonText,
  parseColons,
  parseDotted,
  parseLoose,
} from '../../../lib/machine/libc/native-inet.ts';
import { dateText } from '../../../lib/machine/libc/native-time.ts';
import { LIBC_NATIVES } from '../../../lib/machine/libc/natives.ts';
import { parseDouble, parseInteger } from '../../../lib/machine/libc/parse-number.ts';
import { call, cpuWith } from './fake-cpu.ts';
import { runWithGcc } from './gcc.ts';

// The real compiler is waited for, on whatever machine this is.
vi.setConfig({ testTimeout: 60_000 });

const native = LIBC_NATIVES;
const BUFFER = 512;

describe('strings', () => {
  it('copies a string with its NUL and nothing behind it', () => {
    const cpu = cpuWith(BUFFER, 'abc');
    cpu.memory.fill(0xee, BUFFER, BUFFER + 8);
    native.strcpy(cpu);
    expect([...cpu.memory.subarray(BUFFER, BUFFER + 6)]).toEqual([97, 98, 99, 0, 0xee, 0xee]);
    expect(cpu.result).toBe(BUFFER);
  });

  it('pads strncpy with NULs and leaves out the NUL where there is no room', () => {
    const cpu = cpuWith(BUFFER, 'abc', 5);
    cpu.memory.fill(0xee, BUFFER, BUFFER + 8);
    native.strncpy(cpu);
    expect([...cpu.memory.subarray(BUFFER, BUFFER + 6)]).toEqual([97, 98, 99, 0, 0, 0xee]);
    const short = cpuWith(BUFFER, 'abc', 2);
    short.memory.fill(0xee, BUFFER, BUFFER + 8);
    native.strncpy(short);
    expect([...short.memory.subarray(BUFFER, BUFFER + 4)]).toEqual([97, 98, 0xee, 0xee]);
  });

  it('compares, ignoring case where asked, and reads no further than the difference', () => {
    expect(Number(call(native.strcmp, 'abc', 'abd').result)).toBeLessThan(0);
    expect(call(native.strncmp, 'abc', 'abd', 2).result).toBe(0);
    expect(call(native.strcasecmp, 'Content-LENGTH', 'content-length').result).toBe(0);
    expect(Number(call(native.strcmp, '\xff', 'a').result)).toBeGreaterThan(0);
  });

  it('finds characters, strings and spans', () => {
    const cpu = call(native.strchr, 'GET /index', 47);
    expect(cpu.readText(Number(cpu.result))).toBe('/index');
    expect(call(native.strchr, 'abc', 122).result).toBe(0);
    const found = call(native.strstr, 'one\r\n\r\ntwo', '\r\n\r\n');
    expect(found.readText(Number(found.result))).toBe('\r\n\r\ntwo');
    expect(call(native.strspn, 'aabbc', 'ab').result).toBe(4n);
    expect(call(native.strcspn, '127.0.0.1:8080', ':').result).toBe(9n);
  });

  it('cuts words with strtok_r until there are none', () => {
    const cpu = cpuWith('  GET  / ', ' ', BUFFER);
    const words: string[] = [];
    native.strtok_r(cpu);
    while (cpu.result !== 0) {
      words.push(cpu.readText(Number(cpu.result)));
      cpu.ptr = (i) => [0, 2048 + '  GET  / '.length + 1, BUFFER][i];
      native.strtok_r(cpu);
    }
    expect(words).toEqual(['GET', '/']);
  });

  it('faults where memcpy is given overlapping regions, which memmove takes', () => {
    expect(() => call(native.memcpy, BUFFER, BUFFER + 2, 8)).toThrow('overlap');
    expect(call(native.memmove, BUFFER, BUFFER + 2, 8).result).toBe(BUFFER);
  });

  it("answers like glibc's ctype for every byte", () => {
    const names = [
      'isalpha',
      'isdigit',
      'isspace',
      'ispunct',
      'isxdigit',
      'isprint',
      'iscntrl',
      'isalnum',
      'isgraph',
      'isblank',
      'isupper',
      'islower',
      'toupper',
      'tolower',
    ];
    const body = names.map(
      (n) => `for (int c = 0; c < 256; c++) printf("%d ", ${n}(c)); puts("");`,
    );
    const lines = runWithGcc(
      `#include <ctype.h>\n#include <stdio.h>\nint main(void) { ${body.join('\n')} }`,
      ['-O0'],
    )
      .trim()
      .split('\n');
    names.forEach((name, i) => {
      const ours = Array.from({ length: 256 }, (_, c) => call(native[name], c).result);
      expect(`${name} ${ours.join(' ')}`).toBe(`${name} ${lines[i].trim()}`);
    });
  });
});

describe('numbers', () => {
  it('reads integers as strtol does', () => {
    expect(parseInteger('  -42x', 10)).toEqual({ value: -42n, length: 5 });
    expect(parseInteger('0x1F90', 0)).toEqual({ value: 8080n, length: 6 });
    expect(parseInteger('0x', 16)).toEqual({ value: 0n, length: 1 });
    expect(parseInteger('077', 0)).toEqual({ value: 63n, length: 3 });
    expect(parseInteger('zz', 36)).toEqual({ value: 1295n, length: 2 });
    expect(parseInteger('abc', 10).length).toBe(0);
  });

  it('clamps what does not fit and says so in errno', () => {
    const cpu = call(native.strtol, '99999999999999999999', 0, 10);
    expect(cpu.result).toBe(9223372036854775807n);
    expect(cpu.errno).toBe(ERANGE);
    expect(call(native.strtoul, '-1', 0, 10).result).toBe(-1n);
    expect(call(native.atoi, '8080').result).toBe(8080);
  });

  it('reads doubles as strtod does', () => {
    const texts = [
      '1.5',
      ' -0.1e3x',
      '.5',
      '5.',
      '1e',
      '0x1.8p3',
      'inf',
      '-nan',
      '1e400',
      'e5',
      '0x.8',
    ];
    const calls = texts.map(
      (t) =>
        `{ char *e; double d = strtod(${JSON.stringify(t)}, &e); printf("%.17g %ld\\n", d, (long) (e - (char *) ${JSON.stringify(t)})); }`,
    );
    const real = runWithGcc(
      `#include <stdio.h>\n#include <stdlib.h>\nint main(void) { ${calls.join('\n')} }`,
    )
      .trim()
      .split('\n');
    texts.forEach((text, i) => {
      const { value, length } = parseDouble(text);
      const [want, wantLength] = real[i].split(' ');
      expect(`${text}: ${length}`).toBe(`${text}: ${wantLength}`);
      if (/nan/.test(want)) expect(value).toBeNaN();
      else expect(value).toBe(want === 'inf' ? Number.POSITIVE_INFINITY : Number(want));
    });
  });
});

describe('addresses', () => {
  it('swaps bytes, and back', () => {
    expect(call(native.htons, 8080).result).toBe(36895);
    expect(call(native.ntohs, 36895).result).toBe(8080);
    expect(Number(call(native.htonl, 0x7f000001).result) >>> 0).toBe(0x0100007f);
  });

  it('reads and writes addresses as glibc does', () => {
    const texts = [
      '127.0.0.1',
      '0.0.0.0',
      '256.1.1.1',
      '1.2.3',
      '01.2.3.4',
      '1.2.3.4 ',
      '::1',
      '::',
      'fe80::1:2',
      '1:2:3:4:5:6:7:8',
      '::ffff:1.2.3.4',
      '1::2::3',
      '2001:db8:0:0:1:0:0:1',
      '12345::',
      '1:0:0:2:0:0:0:3',
    ];
    const lines = texts.map(
      (
        t,
      ) => `{ unsigned char b[16]; char s[64] = "-"; int f = strchr("${t}", ':') ? AF_INET6 : AF_INET;
      if (inet_pton(f, "${t}", b) == 1) inet_ntop(f, b, s, sizeof s); puts(s); }`,
    );
    const real = runWithGcc(
      `#include <arpa/inet.h>\n#include <stdio.h>\n#include <string.h>\nint main(void) { ${lines.join('\n')} }`,
    )
      .trim()
      .split('\n');
    const ours = texts.map((text) => {
      if (!text.includes(':')) return parseDotted(text)?.join('.') ?? '-';
      const bytes = parseColons(text);
      return bytes ? colonText(bytes) : '-';
    });
    expect(ours).toEqual(real);
  });

  it('takes the loose forms of inet_aton', () => {
    const texts = [
      '127.1',
      '0x7f000001',
      '017700000001',
      '1.2.300',
      '1.2.3.256',
      '1.2.3.4 x',
      '',
      'a',
      '4294967296',
    ];
    const lines = texts.map(
      (t) => `{ struct in_addr a; puts(inet_aton("${t}", &a) ? inet_ntoa(a) : "-"); }`,
    );
    const real = runWithGcc(
      `#include <arpa/inet.h>\n#include <stdio.h>\nint main(void) { ${lines.join('\n')} }`,
    )
      .trim()
      .split('\n');
    expect(texts.map((text) => parseLoose(text)?.join('.') ?? '-')).toEqual(real);
  });
});

describe('dates', () => {
  it('writes them as strftime does', () => {
    const format = '%a, %d %b %Y %H:%M:%S GMT|%F %T|%c|%D|%e|%j|%I %p|%u %w|%y|%A %B|%%|%R';
    const real =
      runWithGcc(`#include <stdio.h>\n#include <time.h>\nint main(void) { time_t t = 1795294800; char s[300];
      strftime(s, sizeof s, ${JSON.stringify(format)}, gmtime(&t)); puts(s); }`).trim();
    const tm = { sec: 0, min: 0, hour: 21, mday: 21, mon: 10, year: 2026, wday: 6, yday: 324 };
    expect(dateText(format, tm)).toBe(real);
  });
});
