// System calls as C functions that do nothing else: put the arguments where the kernel looks, and
// come back with the result, or with -1 and errno.
//
// One idea: such a function is its prototype, so its C is made from the header that declares it.
//
// Source: glibc 2.36; where it asks the kernel by another name, that stands behind the colon.

import { headerText } from '../../abi/headers.ts';
import type { SourceFile } from '../../cc/compile.ts';

/** Functions by the header that declares them. */
const WRAPPED: Readonly<Record<string, string>> = {
  'unistd.h': `read write pread:pread64 pwrite:pwrite64 close lseek access unlink unlinkat rmdir link
    symlink readlink chdir fchdir pipe pipe2 dup dup2 dup3 alarm pause execve getpid getppid gettid
    setsid getsid getpgid setpgid getpgrp getuid geteuid getgid getegid setuid setgid getgroups vfork
    truncate ftruncate fsync fdatasync chown fchown`,
  'sys/stat.h': 'mkdir mkdirat chmod fchmod umask mknod fstatat:newfstatat utimensat',
  'stdio.h': 'rename',
  'fcntl.h': 'splice',
  'sys/file.h': 'flock',
  'sys/socket.h': `socket socketpair bind listen accept accept4 connect shutdown getsockname
    getpeername getsockopt setsockopt sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg`,
  'poll.h': 'poll',
  'sys/epoll.h': 'epoll_create epoll_create1 epoll_ctl epoll_wait',
  'sys/eventfd.h': 'eventfd:eventfd2',
  'sys/uio.h': 'readv writev preadv pwritev',
  'sys/sendfile.h': 'sendfile',
  'sys/random.h': 'getrandom',
  'sys/utsname.h': 'uname',
  'sys/times.h': 'times',
  'sys/resource.h': 'prlimit:prlimit64 getrusage',
  'sys/wait.h': 'wait4',
  'sys/time.h': 'gettimeofday setitimer getitimer',
  'signal.h': 'kill tgkill',
  'time.h': 'clock_gettime clock_getres',
};

/** Writes the C of one function after its prototype in the text of a header. */
function wrapper(header: string, name: string, call: string): string {
  const found = new RegExp(`^([\\w ]+[ *])${name}\\(([^)]*)\\);`, 'm').exec(header);
  if (!found) throw new Error(`no prototype of ${name} to wrap`);
  const [, type, list] = found;
  const params = list === 'void' ? [] : list.split(',');
  const names = params.map((param) => /(\w+)(?:\[\w*\])?$/.exec(param.trim())![1]);
  const result = `__ret(__syscall(${[`SYS_${call}`, ...names].join(', ')}))`;
  const value = type.endsWith('*') ? `(${type.trim()}) ${result}` : result;
  return `${type}${name}(${list.replace(/\s+/g, ' ')}) {\n    return ${value};\n}\n`;
}

/** Makes the sources of wrappers, one for each header; those of a part have names of their own. */
export function wrapperSources(
  wrapped: Readonly<Record<string, string>> = WRAPPED,
  prefix = '',
): SourceFile[] {
  return Object.entries(wrapped).flatMap(([header, words]) => {
    const text = headerText(header);
    if (text === undefined) return [];
    const functions = words
      .trim()
      .split(/\s+/)
      .map((word) => {
        const [name, call = name] = word.split(':');
        return wrapper(text, name, call);
      });
    const include = `#define _GNU_SOURCE\n#include <bits/libc.h>\n#include <${header}>\n`;
    return [
      {
        name: `libc/${prefix}${header.replace(/[./]/g, '-')}.c`,
        text: `${include}\n${functions.join('\n')}`,
      },
    ];
  });
}
