// The abi's numbers and layouts, compared with what the C compiler says on this machine.

import { describe, expect, it, vi } from 'vitest';
import * as constants from '../../../lib/abi/constants.ts';
import { ERRNO_ALIASES, ERRNOS, errnoName, strerror } from '../../../lib/abi/errno.ts';
import { flagsOf, nameOf, socketTypeOf } from '../../../lib/abi/flags.ts';
import { GROUPS } from '../../../lib/abi/groups.ts';
import * as optionNumbers from '../../../lib/abi/option-numbers.ts';
import {
  offsetOf,
  readField,
  readSockaddrIn,
  SOCKADDR_IN,
  STAT,
  STRUCTS,
  writeField,
  writeSockaddrIn,
} from '../../../lib/abi/structs.ts';
import { SYSCALLS } from '../../../lib/abi/syscall-words.ts';
import { SYS, syscallByName, syscallByNr } from '../../../lib/abi/syscalls.ts';
import { runWithGcc } from '../libc/gcc.ts';

// The real compiler is waited for, on whatever machine this is.
vi.setConfig({ testTimeout: 60_000 });

const HEADERS = `
sys/types.h sys/socket.h netinet/in.h netinet/tcp.h netinet/udp.h arpa/inet.h fcntl.h poll.h sys/epoll.h
sys/eventfd.h signal.h time.h sys/time.h sys/wait.h sys/resource.h sys/ioctl.h sys/stat.h unistd.h
sys/select.h sys/random.h sched.h netdb.h limits.h linux/sockios.h sys/un.h sys/uio.h stdio.h
stdlib.h errno.h string.h stddef.h sys/syscall.h sys/utsname.h sys/file.h sys/mman.h`
  .trim()
  .split(/\s+/);

/** Runs statements that print `key value` lines; returns them as a map. */
function ask(statements: string[]): Map<string, string> {
  // The last is Linux's own and no header of a C library; it has what clone3(2) takes.
  const headers = [
    ...HEADERS,
    'linux/sched.h',
    'linux/futex.h',
    'linux/errqueue.h',
    'linux/in6.h',
    'sys/timerfd.h',
    'sys/signalfd.h',
    'sys/pidfd.h',
  ];
  const includes = headers.map((name) => `#include <${name}>`).join('\n');
  const body = statements.join('\n');
  const out = runWithGcc(`#define _GNU_SOURCE\n${includes}\nint main(void) {\n${body}\n}`);
  return new Map(
    out
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  );
}

describe('abi', () => {
  it('has the values of the real headers', () => {
    const ours = Object.entries(constants).filter(([, value]) => typeof value === 'number');
    const real = ask(ours.map(([n]) => `printf("${n} %ld\\n", (long) (${n}));`));
    const wrong = ours.filter(([name, value]) => {
      // EPOLLET is bit 31 of an unsigned word, and an int enum in the header.
      return Number(real.get(name)) !== value && Number(real.get(name)) >>> 0 !== value;
    });
    expect(wrong).toEqual([]);
    expect(ours.length).toBeGreaterThan(300);
  });

  it('has the numbers of rare options, as far as the headers here know them', () => {
    const ours = Object.entries(optionNumbers);
    const known = ours.map(
      ([name]) => `\n#ifdef ${name}\nprintf("${name} %d\\n", ${name});\n#endif\n`,
    );
    const real = ask(known);
    const wrong = ours.filter(
      ([name, value]) => real.has(name) && Number(real.get(name)) !== value,
    );
    expect(wrong).toEqual([]);
    expect(real.size).toBeGreaterThan(120);
  });

  it("has the real error numbers with glibc's words", () => {
    const real = ask(ERRNOS.map(([, n]) => `printf("${n} %d %s\\n", ${n}, strerror(${n}));`));
    for (const [number, name, text] of ERRNOS) {
      expect(`${name} ${real.get(name)}`).toBe(`${name} ${number} ${text}`);
    }
    const aliases = ask(ERRNO_ALIASES.map(([a, b]) => `printf("${a} %d\\n", ${a} == ${b});`));
    for (const [alias] of ERRNO_ALIASES) expect(aliases.get(alias)).toBe('1');
    expect(errnoName(9)).toBe('EBADF');
    expect(errnoName(999)).toBe('999');
    expect(strerror(0)).toBe('Success');
    expect(strerror(999)).toBe('Unknown error 999');
  });

  it('has the real system call numbers, each with a sentence', () => {
    const names = Object.keys(SYS);
    const real = ask(names.map((n) => `printf("${n} %d\\n", SYS_${n});`));
    for (const [name, nr] of Object.entries(SYS))
      expect(`${name} ${real.get(name)}`).toBe(`${name} ${nr}`);
    expect(SYSCALLS.map(({ name }) => name).sort()).toEqual(names.sort());
    for (const call of SYSCALLS) {
      expect(call.summary).toMatch(/^[A-Z].*\.$/);
      expect(call.returns).not.toBe('');
      for (const errno of call.errnos) expect(ERRNOS.some(([, name]) => name === errno)).toBe(true);
      for (const { type } of call.params) {
        const group = /^(?:flags|enum):(\w+)$/.exec(type);
        if (group) expect(GROUPS).toHaveProperty(group[1]);
      }
    }
    expect(syscallByName('accept')?.params.map(({ name }) => name)).toEqual([
      'sockfd',
      'addr',
      'addrlen',
    ]);
    expect(syscallByNr(43)?.name).toBe('accept');
    expect(syscallByNr(9999)).toBeUndefined();
  });

  it('lays structs out as the compiler does', () => {
    const real = STRUCTS.filter(({ name }) => name !== 'kernel_sigaction');
    // A bit-field has no offset that C would tell.
    const hidden = /^__| : /;
    const answers = ask(
      real.flatMap(({ name, fields }) => [
        `printf("${name} %zu %zu\\n", sizeof(struct ${name}), _Alignof(struct ${name}));`,
        ...fields
          .filter((field) => !hidden.test(field.name))
          .map(
            (
              field,
            ) => `printf("${name}.${field.name} %zu %zu\\n", offsetof(struct ${name}, ${field.name}),
              sizeof(((struct ${name} *) 0)->${field.name}));`,
          ),
      ]),
    );
    for (const { name, size, align, fields } of real) {
      expect(`${name} ${answers.get(name)}`).toBe(`${name} ${size} ${align}`);
      for (const field of fields.filter(({ name: n }) => !hidden.test(n))) {
        const key = `${name}.${field.name}`;
        expect(`${key} ${answers.get(key)}`).toBe(`${key} ${field.offset} ${field.size}`);
      }
    }
  });

  it('writes a port in network order and reads it back', () => {
    const bytes = writeSockaddrIn(0x7f000001, 8080);
    expect([...bytes.subarray(0, 8)]).toEqual([2, 0, 0x1f, 0x90, 127, 0, 0, 1]);
    expect(readSockaddrIn(bytes)).toEqual({ family: 2, addr: 0x7f000001, port: 8080 });
    expect(readSockaddrIn(bytes.subarray(0, 15))).toBeUndefined();
    // What a program finds that forgets ntohs: the same two bytes in the processor's order.
    expect(readField(bytes, SOCKADDR_IN, 'sin_port')).toBe(36895);
  });

  it('reads and writes fields of eight bytes and below zero', () => {
    const bytes = new Uint8Array(STAT.size);
    writeField(bytes, STAT, 'st_size', 2 ** 40 + 7);
    expect(readField(bytes, STAT, 'st_size')).toBe(2 ** 40 + 7);
    writeField(bytes, STAT, 'st_mode', -1);
    expect(readField(bytes, STAT, 'st_mode')).toBe(0xffffffff);
    expect(() => offsetOf(STAT, 'nothing')).toThrow('struct stat has no field nothing');
  });

  it('spells values and flags as strace does', () => {
    expect(nameOf('af', 2)).toBe('AF_INET');
    expect(nameOf('af', 99)).toBeUndefined();
    expect(flagsOf('open', 0)).toBe('O_RDONLY');
    expect(flagsOf('open', 0x802)).toBe('O_RDWR|O_NONBLOCK');
    expect(flagsOf('open', 0x80241)).toBe('O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC');
    expect(flagsOf('msg', 0x4000)).toBe('MSG_NOSIGNAL');
    expect(flagsOf('msg', 0)).toBe('0');
    expect(flagsOf('poll', 0x106)).toBe('POLLPRI|POLLOUT|POLLWRNORM');
    expect(flagsOf('epoll', 0x80000001)).toBe('EPOLLIN|EPOLLET');
    expect(flagsOf('msg', 0x4000 | 0x200000)).toBe('MSG_NOSIGNAL|0x200000');
    expect(socketTypeOf(0x801)).toBe('SOCK_STREAM|SOCK_NONBLOCK');
    expect(socketTypeOf(0x80802)).toBe('SOCK_DGRAM|SOCK_CLOEXEC|SOCK_NONBLOCK');
  });
});
