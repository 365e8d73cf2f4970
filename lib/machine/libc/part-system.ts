// <sys/sysinfo.h>, <sys/prctl.h>, <sys/statvfs.h>, <execinfo.h>, <malloc.h> ...: what a program asks of its
// machine and of itself.
//
// Source: glibc 2.36 prototypes and constants; Linux uapi headers for structs and numbers.
// Departs: a backtrace has one address, its caller's, because no frame is in memory; malloc has no arenas to
// tell of; of the auxiliary vector getauxval knows what does not need a loader.

import { STATFS, SYSINFO } from '../../abi/structs-rare.ts';
import type { LibraryPart } from './parts.ts';

const SYSTEM = String.raw`#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <ulimit.h>
#include <unistd.h>

int prctl(int option, ...) {
    va_list ap;
    long a[6] = {0};
    va_start(ap, option);
    __take(ap, a);
    va_end(ap);
    return __ret(__syscall(SYS_prctl, option, a[0], a[1], a[2], a[3]));
}

int get_nprocs(void) {
    return sysconf(_SC_NPROCESSORS_ONLN);
}

int get_nprocs_conf(void) {
    return sysconf(_SC_NPROCESSORS_CONF);
}

long get_phys_pages(void) {
    return sysconf(_SC_PHYS_PAGES);
}

long get_avphys_pages(void) {
    return sysconf(_SC_AVPHYS_PAGES);
}

/* The machine is as idle as it looks. */
int getloadavg(double loadavg[], int nelem) {
    if (nelem > 3) nelem = 3;
    for (int i = 0; i < nelem; i++) loadavg[i] = 0;
    return nelem;
}

static int translate(int result, const struct statfs *from, struct statvfs *to) {
    if (result < 0) return -1;
    memset(to, 0, sizeof *to);
    to->f_bsize = from->f_bsize;
    to->f_frsize = from->f_frsize;
    to->f_blocks = from->f_blocks;
    to->f_bfree = from->f_bfree;
    to->f_bavail = from->f_bavail;
    to->f_files = from->f_files;
    to->f_ffree = to->f_favail = from->f_ffree;
    to->f_namemax = from->f_namelen;
    to->f_flag = from->f_flags;
    return 0;
}

int statvfs(const char *file, struct statvfs *buf) {
    struct statfs st;
    return translate(statfs(file, &st), &st, buf);
}

int fstatvfs(int fd, struct statvfs *buf) {
    struct statfs st;
    return translate(fstatfs(fd, &st), &st, buf);
}

long ulimit(int cmd, ...) {
    struct rlimit limit;
    if (cmd == UL_GETFSIZE) return getrlimit(RLIMIT_FSIZE, &limit) < 0 ? -1 : limit.rlim_cur == RLIM_INFINITY ? __LONG_MAX__ : (long) (limit.rlim_cur / 512);
    if (cmd == UL_SETFSIZE) {
        va_list ap;
        va_start(ap, cmd);
        long blocks = va_arg(ap, long);
        va_end(ap);
        limit.rlim_cur = limit.rlim_max = (rlim_t) blocks * 512;
        return setrlimit(RLIMIT_FSIZE, &limit) < 0 ? -1 : blocks;
    }
    errno = EINVAL;
    return -1;
}

unsigned long getauxval(unsigned long type) {
    switch (type) {
    case AT_PAGESZ: return 4096;
    case AT_CLKTCK: return 100;
    case AT_UID: return getuid();
    case AT_EUID: return geteuid();
    case AT_GID: return getgid();
    case AT_EGID: return getegid();
    case AT_SECURE: return getuid() != geteuid();
    case AT_PLATFORM: return (unsigned long) "x86_64";
    case AT_EXECFN: return (unsigned long) program_invocation_name;
    }
    errno = ENOENT;
    return 0;
}

void *memalign(size_t alignment, size_t size) {
    size_t power = 16;
    while (power < alignment) power *= 2;
    return aligned_alloc(power, size);
}

void *valloc(size_t size) {
    return aligned_alloc(4096, size);
}

void *pvalloc(size_t size) {
    return aligned_alloc(4096, (size + 4095) / 4096 * 4096);
}

void cfree(void *ptr) {
    free(ptr);
}

/* Nothing is kept back that could be given to the kernel. */
int malloc_trim(size_t pad) {
    (void) pad;
    return 0;
}

int mallopt(int param, int value) {
    (void) value;
    return param >= M_ARENA_MAX && param <= M_MXFAST;
}

`;

const BACKTRACE = String.raw`#include <execinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int backtrace(void **buffer, int size) {
    if (size < 1) return 0;
    buffer[0] = (void *) backtrace;
    return 1;
}

char **backtrace_symbols(void *const *buffer, int size) {
    char **list = malloc(size * (sizeof(char *) + 24));
    char *text = (char *) (list + size);
    for (int i = 0; list && i < size; i++, text += 24) {
        snprintf(text, 24, "[%p]", buffer[i]);
        list[i] = text;
    }
    return list;
}

void backtrace_symbols_fd(void *const *buffer, int size, int fd) {
    for (int i = 0; i < size; i++) dprintf(fd, "[%p]\n", buffer[i]);
}
`;

const numbers = (prefix: string, words: string) =>
  words
    .trim()
    .split(/\s+/)
    .map((word) => `#define ${prefix}${word.replace(':', ' ')}`)
    .join('\n');

export const SYSTEM_PART: LibraryPart = {
  headers: [
    {
      name: 'linux/kcmp.h',
      text: `enum kcmp_type {
    KCMP_FILE, KCMP_VM, KCMP_FILES, KCMP_FS, KCMP_SIGHAND, KCMP_IO, KCMP_SYSVSEM, KCMP_EPOLL_TFD, KCMP_TYPES
};`,
    },
    {
      name: 'sys/sysinfo.h',
      includes: ['sys/types.h'],
      structs: [SYSINFO],
      text: `#define SI_LOAD_SHIFT 16
int sysinfo(struct sysinfo *info);
int get_nprocs(void);
int get_nprocs_conf(void);
long get_phys_pages(void);
long get_avphys_pages(void);`,
    },
    {
      name: 'sys/prctl.h',
      text: `${numbers('PR_', 'SET_PDEATHSIG:1 GET_PDEATHSIG:2 GET_DUMPABLE:3 SET_DUMPABLE:4 GET_KEEPCAPS:7 SET_KEEPCAPS:8 SET_NAME:15 GET_NAME:16 GET_SECCOMP:21 SET_SECCOMP:22 CAPBSET_READ:23 CAPBSET_DROP:24 SET_TIMERSLACK:29 GET_TIMERSLACK:30 SET_CHILD_SUBREAPER:36 GET_CHILD_SUBREAPER:37 SET_NO_NEW_PRIVS:38 GET_NO_NEW_PRIVS:39')}
int prctl(int option, ...);`,
    },
    { name: 'linux/prctl.h', includes: ['sys/prctl.h'], text: '' },
    {
      name: 'sys/statfs.h',
      includes: ['sys/types.h'],
      before: 'typedef struct { int __val[2]; } fsid_t;',
      structs: [STATFS],
      text: `int statfs(const char *file, struct statfs *buf);
int fstatfs(int fd, struct statfs *buf);
#ifdef _GNU_SOURCE
#define statfs64 statfs
#define fstatfs64 fstatfs
#endif`,
    },
    { name: 'sys/vfs.h', includes: ['sys/statfs.h'], text: '' },
    {
      name: 'linux/magic.h',
      text: `#define EXT2_SUPER_MAGIC 0xEF53
#define EXT3_SUPER_MAGIC 0xEF53
#define EXT4_SUPER_MAGIC 0xEF53
#define TMPFS_MAGIC 0x01021994
#define PROC_SUPER_MAGIC 0x9fa0
#define SOCKFS_MAGIC 0x534F434B
#define PIPEFS_MAGIC 0x50495045`,
    },
    {
      name: 'sys/statvfs.h',
      includes: ['sys/types.h'],
      text: `#define ST_RDONLY 1
#define ST_NOSUID 2
struct statvfs {
    unsigned long f_bsize, f_frsize;
    fsblkcnt_t f_blocks, f_bfree, f_bavail;
    fsfilcnt_t f_files, f_ffree, f_favail;
    unsigned long f_fsid, f_flag, f_namemax;
    int __f_spare[6];
};
int statvfs(const char *file, struct statvfs *buf);
int fstatvfs(int fd, struct statvfs *buf);
#ifdef _GNU_SOURCE
#define statvfs64 statvfs
#define fstatvfs64 fstatvfs
#endif`,
    },
    {
      name: 'sys/sysmacros.h',
      text: `#define major(dev) ((unsigned int) (((unsigned long) (dev) >> 8 & 0xfff) | ((unsigned long) (dev) >> 32 & ~0xfffu)))
#define minor(dev) ((unsigned int) (((unsigned long) (dev) & 0xff) | ((unsigned long) (dev) >> 12 & ~0xffu)))
#define makedev(maj, min) \\
    (((unsigned long) (maj) & 0xfff) << 8 | ((unsigned long) (maj) & ~0xffful) << 32 | \\
     ((unsigned long) (min) & 0xff) | ((unsigned long) (min) & ~0xfful) << 12)`,
    },
    {
      name: 'sys/auxv.h',
      text: `${numbers('AT_', 'NULL:0 EXECFD:2 PHDR:3 PHENT:4 PHNUM:5 PAGESZ:6 BASE:7 FLAGS:8 ENTRY:9 UID:11 EUID:12 GID:13 EGID:14 PLATFORM:15 HWCAP:16 CLKTCK:17 SECURE:23 RANDOM:25 HWCAP2:26 EXECFN:31 SYSINFO_EHDR:33')}
unsigned long getauxval(unsigned long type);`,
    },
    {
      name: 'sys/personality.h',
      text: `#define ADDR_NO_RANDOMIZE 0x0040000
#define PER_LINUX 0
int personality(unsigned long persona);`,
    },
    {
      name: 'ulimit.h',
      text: `#define UL_GETFSIZE 1
#define UL_SETFSIZE 2
long ulimit(int cmd, ...);`,
    },
    {
      name: 'malloc.h',
      includes: ['stddef.h', 'stdio.h'],
      text: `${numbers('M_', 'MXFAST:1 TRIM_THRESHOLD:(-1) TOP_PAD:(-2) MMAP_THRESHOLD:(-3) MMAP_MAX:(-4) CHECK_ACTION:(-5) PERTURB:(-6) ARENA_TEST:(-7) ARENA_MAX:(-8)')}
void *memalign(size_t alignment, size_t size);
void *valloc(size_t size);
void *pvalloc(size_t size);
int malloc_trim(size_t pad);
int mallopt(int param, int value);
size_t malloc_usable_size(void *ptr);
#include <bits/mallinfo.h>`,
    },
    {
      name: 'execinfo.h',
      text: `int backtrace(void **buffer, int size);
char **backtrace_symbols(void *const *buffer, int size);
void backtrace_symbols_fd(void *const *buffer, int size, int fd);`,
    },
    {
      name: 'gnu/libc-version.h',
      text: `const char *gnu_get_libc_version(void);
const char *gnu_get_libc_release(void);`,
    },
    {
      name: 'linux/membarrier.h',
      text: `enum membarrier_cmd {
    MEMBARRIER_CMD_QUERY = 0,
    MEMBARRIER_CMD_GLOBAL = 1,
    MEMBARRIER_CMD_SHARED = 1,
    MEMBARRIER_CMD_GLOBAL_EXPEDITED = 2,
    MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED = 4,
    MEMBARRIER_CMD_PRIVATE_EXPEDITED = 8,
    MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED = 16
};`,
    },
    {
      name: 'linux/futex.h',
      text: `#define FUTEX_WAIT 0
#define FUTEX_WAKE 1
#define FUTEX_REQUEUE 3
#define FUTEX_CMP_REQUEUE 4
#define FUTEX_WAKE_OP 5
#define FUTEX_LOCK_PI 6
#define FUTEX_UNLOCK_PI 7
#define FUTEX_TRYLOCK_PI 8
#define FUTEX_WAIT_BITSET 9
#define FUTEX_WAKE_BITSET 10
#define FUTEX_PRIVATE_FLAG 128
#define FUTEX_CLOCK_REALTIME 256
#define FUTEX_WAIT_PRIVATE (FUTEX_WAIT | FUTEX_PRIVATE_FLAG)
#define FUTEX_WAKE_PRIVATE (FUTEX_WAKE | FUTEX_PRIVATE_FLAG)
#define FUTEX_REQUEUE_PRIVATE (FUTEX_REQUEUE | FUTEX_PRIVATE_FLAG)
#define FUTEX_CMP_REQUEUE_PRIVATE (FUTEX_CMP_REQUEUE | FUTEX_PRIVATE_FLAG)
#define FUTEX_WAIT_BITSET_PRIVATE (FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG)
#define FUTEX_WAKE_BITSET_PRIVATE (FUTEX_WAKE_BITSET | FUTEX_PRIVATE_FLAG)
#define FUTEX_BITSET_MATCH_ANY 0xffffffff
#define FUTEX_WAITERS 0x80000000
#define FUTEX_OWNER_DIED 0x40000000
#define FUTEX_TID_MASK 0x3fffffff`,
    },
    { name: 'wait.h', includes: ['sys/wait.h'], text: '' },
    {
      name: 'linux/sched.h',
      includes: ['linux/types.h', 'bits/clone.h'],
      text: `struct clone_args {
    __u64 flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};`,
    },
    {
      name: 'sys/xattr.h',
      includes: ['sys/types.h'],
      text: `#define XATTR_CREATE 1
#define XATTR_REPLACE 2
${['', 'l', 'f']
  .map((l) => {
    const at = l === 'f' ? 'int fd' : 'const char *path';
    return `int ${l}setxattr(${at}, const char *name, const void *value, size_t size, int flags);
ssize_t ${l}getxattr(${at}, const char *name, void *value, size_t size);
ssize_t ${l}listxattr(${at}, char *list, size_t size);
int ${l}removexattr(${at}, const char *name);`;
  })
  .join('\n')}`,
    },
  ],
  sources: [
    { name: 'libc/system.c', text: SYSTEM },
    { name: 'libc/backtrace.c', text: BACKTRACE },
    {
      name: 'libc/libc-version.c',
      text: `#include <gnu/libc-version.h>

const char *gnu_get_libc_version(void) {
    return "2.36";
}

const char *gnu_get_libc_release(void) {
    return "stable";
}
`,
    },
  ],
  wrappers: {
    'sys/sysinfo.h': 'sysinfo',
    'sys/statfs.h': 'statfs fstatfs',
    'sys/personality.h': 'personality',
    'sys/xattr.h': `setxattr lsetxattr fsetxattr getxattr lgetxattr fgetxattr listxattr llistxattr
      flistxattr removexattr lremovexattr fremovexattr`,
  },
};
