// What ordinary headers declare only for programs that ask for it, with _GNU_SOURCE or its like.
//
// One idea: each such half of a header is a header of its own, so that a page fetches it for the
// programs that define _GNU_SOURCE and for no others.
//
// Source: glibc 2.36 prototypes on x86-64. A name that ends in 64 means the same as the one without it.

import type { HeaderSpec } from './headers.ts';
import { STATX } from './structs-rare.ts';

/** Makes a name with 64 in it another word for the one without: `open64` for `open`. */
const wide = (words: string) =>
  words
    .trim()
    .split(/\s+/)
    .map((word) => `#define ${word} ${word.replace('64', '')}`)
    .join('\n');

export const GNU_HEADERS: readonly HeaderSpec[] = [
  {
    // Here and not in <pthread.h>, because <stdlib.h> and all that includes <sys/types.h> have them, too.
    name: 'bits/pthreadtypes.h',
    text: `typedef unsigned long pthread_t;
typedef unsigned int pthread_key_t;
typedef int pthread_once_t;
typedef volatile int pthread_spinlock_t;
typedef struct { unsigned long __stack, __size; int __detached, __policy, __priority, __explicit; unsigned long __guard, __affinity, __spare; } pthread_attr_t;
typedef struct __mutex { int __lock, __kind; unsigned long __owner; int __count, __robust; struct __mutex *__next; long __spare; } pthread_mutex_t;
typedef struct { int __kind; } pthread_mutexattr_t;
typedef struct { int __sequence, __waiters, __clock, __spare[9]; } pthread_cond_t;
typedef struct { int __clock; } pthread_condattr_t;
typedef struct { int __holders, __waiters, __writers, __kind; unsigned long __writer; int __spare[8]; } pthread_rwlock_t;
typedef struct { int __kind, __shared; } pthread_rwlockattr_t;
typedef struct { int __in, __over; unsigned int __count; int __shared, __out, __spare[3]; } pthread_barrier_t;
typedef struct { int __shared; } pthread_barrierattr_t;`,
  },
  {
    name: 'bits/in-more.h',
    text: `#define IP_OPTIONS 4
#define IP_HDRINCL 3
#define IP_RECVOPTS 6
#define IP_RETOPTS 7
#define IP_PKTINFO 8
#define IP_RECVTTL 12
#define IP_RECVTOS 13
#define IP_MULTICAST_IF 32
#define IP_MULTICAST_TTL 33
#define IP_MULTICAST_LOOP 34
#define IP_ADD_MEMBERSHIP 35
#define IP_DROP_MEMBERSHIP 36
#define IP_ADD_SOURCE_MEMBERSHIP 39
#define IP_DROP_SOURCE_MEMBERSHIP 40
#define IP_BLOCK_SOURCE 38
#define IP_UNBLOCK_SOURCE 37
#define IP_PMTUDISC_DONT 0
#define IP_PMTUDISC_WANT 1
#define IP_PMTUDISC_DO 2
#define IP_PMTUDISC_PROBE 3
#define IP_PMTUDISC_INTERFACE 4
#define IP_PMTUDISC_OMIT 5
#define IP_RECVORIGDSTADDR 20
#define IP_ORIGDSTADDR 20
#define IP_MINTTL 21
#define MCAST_JOIN_GROUP 42
#define MCAST_LEAVE_GROUP 45
#define MCAST_JOIN_SOURCE_GROUP 46
#define MCAST_LEAVE_SOURCE_GROUP 47
#define MCAST_BLOCK_SOURCE 43
#define MCAST_UNBLOCK_SOURCE 44
#define MCAST_EXCLUDE 0
#define MCAST_INCLUDE 1
#define IPV6_MULTICAST_IF 17
#define IPV6_MULTICAST_HOPS 18
#define IPV6_MULTICAST_LOOP 19
#define IPV6_JOIN_GROUP 20
#define IPV6_LEAVE_GROUP 21
#define IPV6_ADD_MEMBERSHIP 20
#define IPV6_DROP_MEMBERSHIP 21
#define IPV6_RECVPKTINFO 49
#define IPV6_PKTINFO 50
#define IPV6_HOPLIMIT 52
#define IPV6_RECVHOPLIMIT 51
#define IPV6_TCLASS 67
#define IPV6_RECVTCLASS 66
#define IPV6_PMTUDISC_DONT 0
#define IPV6_PMTUDISC_WANT 1
#define IPV6_PMTUDISC_DO 2
#define IPV6_PMTUDISC_PROBE 3
#define IPV6_PMTUDISC_INTERFACE 4
#define IPV6_PMTUDISC_OMIT 5
#define IPV6_CHECKSUM 7
#define IPPROTO_IGMP 2
#define IPPROTO_ICMPV6 58
#define IPPROTO_SCTP 132
#define IPPROTO_UDPLITE 136
#define IPPROTO_EGP 8
#define IPPROTO_PUP 12
#define IPPROTO_IDP 22
#define IPPROTO_GRE 47
#define IPPROTO_ESP 50
#define IPPROTO_AH 51
#define IPPROTO_HOPOPTS 0
#define IPPROTO_ROUTING 43
#define IPPROTO_FRAGMENT 44
#define IPPROTO_NONE 59
#define IPPROTO_DSTOPTS 60
#define IPPROTO_MPTCP 262
#define IPPORT_ECHO 7
#define IPPORT_TELNET 23
#define IPPORT_USERRESERVED 5000
#define IN_LOOPBACKNET 127
#define IP_DEFAULT_MULTICAST_TTL 1
#define SOL_ICMPV6 58
#define IN6ADDR_ANY_INIT {{{0}}}
#define IN6ADDR_LOOPBACK_INIT {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}}
#define IN6_IS_ADDR_UNSPECIFIED(a) (__IN6(a, 0) == 0 && __IN6(a, 1) == 0 && __IN6(a, 2) == 0 && __IN6(a, 3) == 0)
#define IN6_IS_ADDR_LOOPBACK(a) \\
    (__IN6(a, 0) == 0 && __IN6(a, 1) == 0 && __IN6(a, 2) == 0 && __IN6(a, 3) == 0x1000000)
#define IN6_IS_ADDR_MULTICAST(a) (((const uint8_t *) (a))[0] == 0xff)
#define IN6_IS_ADDR_LINKLOCAL(a) ((__IN6(a, 0) & 0xc0ff) == 0x80fe)
#define IN6_IS_ADDR_SITELOCAL(a) ((__IN6(a, 0) & 0xc0ff) == 0xc0fe)
#define IN6_IS_ADDR_V4MAPPED(a) (__IN6(a, 0) == 0 && __IN6(a, 1) == 0 && __IN6(a, 2) == 0xffff0000)
#define IN6_IS_ADDR_V4COMPAT(a) \\
    (__IN6(a, 0) == 0 && __IN6(a, 1) == 0 && __IN6(a, 2) == 0 && __IN6(a, 3) != 0 && __IN6(a, 3) != 0x1000000)
#define IN6_ARE_ADDR_EQUAL(a, b) \\
    (__IN6(a, 0) == __IN6(b, 0) && __IN6(a, 1) == __IN6(b, 1) && __IN6(a, 2) == __IN6(b, 2) && __IN6(a, 3) == __IN6(b, 3))
#define IN6_IS_ADDR_MC_NODELOCAL(a) __IN6_SCOPE(a, 1)
#define IN6_IS_ADDR_MC_LINKLOCAL(a) __IN6_SCOPE(a, 2)
#define IN6_IS_ADDR_MC_SITELOCAL(a) __IN6_SCOPE(a, 5)
#define IN6_IS_ADDR_MC_ORGLOCAL(a) __IN6_SCOPE(a, 8)
#define IN6_IS_ADDR_MC_GLOBAL(a) __IN6_SCOPE(a, 14)
#define __IN6_SCOPE(a, scope) (IN6_IS_ADDR_MULTICAST(a) && (((const uint8_t *) (a))[1] & 15) == (scope))
#define __IN6(a, i) (((const uint32_t *) (a))[i])
#define IN_CLASSA(a) ((((in_addr_t) (a)) & 0x80000000) == 0)
#define IN_CLASSB(a) ((((in_addr_t) (a)) & 0xc0000000) == 0x80000000)
#define IN_CLASSC(a) ((((in_addr_t) (a)) & 0xe0000000) == 0xc0000000)
#define IN_CLASSD(a) ((((in_addr_t) (a)) & 0xf0000000) == 0xe0000000)
#define IN_MULTICAST(a) IN_CLASSD(a)
#define IN_EXPERIMENTAL(a) ((((in_addr_t) (a)) & 0xe0000000) == 0xe0000000)
#define IN_BADCLASS(a) ((((in_addr_t) (a)) & 0xf0000000) == 0xf0000000)
#define IN_CLASSA_NET 0xff000000
#define IN_CLASSB_NET 0xffff0000
#define IN_CLASSC_NET 0xffffff00
#define INADDR_UNSPEC_GROUP ((in_addr_t) 0xe0000000)
#define INADDR_ALLHOSTS_GROUP ((in_addr_t) 0xe0000001)
struct ip_mreq { struct in_addr imr_multiaddr, imr_interface; };
struct ip_mreqn { struct in_addr imr_multiaddr, imr_address; int imr_ifindex; };
struct ip_mreq_source { struct in_addr imr_multiaddr, imr_interface, imr_sourceaddr; };
struct ipv6_mreq { struct in6_addr ipv6mr_multiaddr; unsigned int ipv6mr_interface; };
struct group_req { uint32_t gr_interface; struct sockaddr_storage gr_group; };
struct group_source_req { uint32_t gsr_interface; struct sockaddr_storage gsr_group, gsr_source; };
#ifdef _GNU_SOURCE
struct in_pktinfo { int ipi_ifindex; struct in_addr ipi_spec_dst, ipi_addr; };
struct in6_pktinfo { struct in6_addr ipi6_addr; unsigned int ipi6_ifindex; };
#endif`,
  },
  {
    name: 'bits/confname.h',
    text: `#define _SC_ATEXIT_MAX 87
#define _SC_TZNAME_MAX 6
#define _SC_JOB_CONTROL 7
#define _SC_SAVED_IDS 8
#define _SC_REALTIME_SIGNALS 9
#define _SC_PRIORITY_SCHEDULING 10
#define _SC_TIMERS 11
#define _SC_ASYNCHRONOUS_IO 12
#define _SC_FSYNC 15
#define _SC_MAPPED_FILES 16
#define _SC_MEMLOCK 17
#define _SC_SEMAPHORES 21
#define _SC_SHARED_MEMORY_OBJECTS 22
#define _SC_MESSAGE_PASSING 20
#define _SC_MQ_OPEN_MAX 27
#define _SC_MQ_PRIO_MAX 28
#define _SC_RTSIG_MAX 31
#define _SC_SEM_NSEMS_MAX 32
#define _SC_SEM_VALUE_MAX 33
#define _SC_SIGQUEUE_MAX 34
#define _SC_TIMER_MAX 35
#define _SC_DELAYTIMER_MAX 26
#define _SC_THREAD_KEYS_MAX 74
#define _SC_THREAD_STACK_MIN 75
#define _SC_THREAD_THREADS_MAX 76
#define _SC_TTY_NAME_MAX 72
#define _SC_SYMLOOP_MAX 173
#define _SC_PASS_MAX 88
#define _SC_UIO_MAXIOV 60
#define _SC_MONOTONIC_CLOCK 149
#define _SC_CPUTIME 138
#define _SC_2_VERSION 46
#define _SC_XOPEN_VERSION 89
#define _SC_BC_BASE_MAX 36
#define _SC_LEVEL1_DCACHE_LINESIZE 190
#define _PC_LINK_MAX 0
#define _PC_MAX_CANON 1
#define _PC_MAX_INPUT 2
#define _PC_CHOWN_RESTRICTED 6
#define _PC_NO_TRUNC 7
#define _PC_VDISABLE 8
#define _PC_FILESIZEBITS 13
#define _CS_PATH 0
#define _CS_GNU_LIBC_VERSION 2
#define _CS_GNU_LIBPTHREAD_VERSION 3`,
  },
  {
    name: 'bits/getopt_posix.h',
    text: `extern char *optarg;
extern int optind, opterr, optopt;
int getopt(int argc, char *const *argv, const char *shortopts);`,
  },
  {
    name: 'bits/unistd-gnu.h',
    includes: ['sys/types.h'],
    text: `${wide('lseek64 pread64 pwrite64 truncate64 ftruncate64 lockf64')}
#ifdef _GNU_SOURCE
#define CLOSE_RANGE_UNSHARE 2
#define CLOSE_RANGE_CLOEXEC 4
int close_range(unsigned int fd, unsigned int max_fd, int flags);
ssize_t copy_file_range(int infd, off_t *pinoff, int outfd, off_t *poutoff, size_t length,
                        unsigned int flags);
int getresuid(uid_t *ruid, uid_t *euid, uid_t *suid);
int getresgid(gid_t *rgid, gid_t *egid, gid_t *sgid);
int setresuid(uid_t ruid, uid_t euid, uid_t suid);
int setresgid(gid_t rgid, gid_t egid, gid_t sgid);
int euidaccess(const char *name, int type);
int eaccess(const char *name, int type);
int execveat(int fd, const char *path, char *const argv[], char *const envp[], int flags);
int group_member(gid_t gid);
int syncfs(int fd);
char *getpass(const char *prompt);
int setdomainname(const char *name, size_t len);
#define TEMP_FAILURE_RETRY(expression) \\
    (__extension__({ long __result; do __result = (long) (expression); \\
        while (__result == -1L && errno == 4); __result; }))
#endif`,
  },
  {
    name: 'bits/stdlib-gnu.h',
    text: `${wide('mkstemp64 mkostemp64 mkstemps64 mkostemps64')}
int mkostemps(char *template, int suffixlen, int flags);
char *canonicalize_file_name(const char *name);
int rpmatch(const char *response);
int getpt(void);
int ptsname_r(int fd, char *buf, size_t buflen);
long long strtoq(const char *s, char **end, int base);
unsigned long long strtouq(const char *s, char **end, int base);`,
  },
  {
    name: 'bits/stdio-gnu.h',
    includes: ['sys/types.h'],
    text: `${wide('fopen64 freopen64 tmpfile64 fseeko64 ftello64 fgetpos64 fsetpos64')}
#define fpos64_t fpos_t
#define fgetc_unlocked(stream) fgetc(stream)
#define fputc_unlocked(c, stream) fputc(c, stream)
#define fflush_unlocked(stream) fflush(stream)
#define fileno_unlocked(stream) fileno(stream)
#define clearerr_unlocked(stream) clearerr(stream)
typedef ssize_t (*cookie_read_function_t)(void *cookie, char *buf, size_t nbytes);
typedef ssize_t (*cookie_write_function_t)(void *cookie, const char *buf, size_t nbytes);
typedef int (*cookie_seek_function_t)(void *cookie, long *pos, int whence);
typedef int (*cookie_close_function_t)(void *cookie);
typedef long off64_t;
typedef struct {
    cookie_read_function_t read;
    cookie_write_function_t write;
    cookie_seek_function_t seek;
    cookie_close_function_t close;
} cookie_io_functions_t;
FILE *fopencookie(void *cookie, const char *modes, cookie_io_functions_t io_funcs);
int renameat2(int oldfd, const char *old, int newfd, const char *new, unsigned int flags);
#define RENAME_NOREPLACE 1
#define RENAME_EXCHANGE 2
#define RENAME_WHITEOUT 4
int fcloseall(void);
char *cuserid(char *s);
char *tempnam(const char *dir, const char *pfx);`,
  },
  {
    name: 'bits/fcntl-gnu.h',
    text: `${wide('open64 openat64 creat64 posix_fallocate64 posix_fadvise64 fallocate64')}
#define O_TMPFILE 020200000
#define O_NOATIME 01000000
#define O_RSYNC O_SYNC
#define F_OWNER_TID 0
#define F_OWNER_PID 1
#define F_OWNER_PGRP 2
#define F_SETLEASE 1024
#define F_GETLEASE 1025
#define F_NOTIFY 1026
#define F_ADD_SEALS 1033
#define F_GET_SEALS 1034
#define F_SEAL_SEAL 1
#define F_SEAL_SHRINK 2
#define F_SEAL_GROW 4
#define F_SEAL_WRITE 8
#define F_SEAL_FUTURE_WRITE 16
#define AT_NO_AUTOMOUNT 0x800
#define AT_STATX_SYNC_AS_STAT 0
#define AT_STATX_FORCE_SYNC 0x2000
#define AT_STATX_DONT_SYNC 0x4000
#define AT_RECURSIVE 0x8000
#define FALLOC_FL_KEEP_SIZE 1
#define FALLOC_FL_PUNCH_HOLE 2
#define MAX_HANDLE_SZ 128
struct f_owner_ex { int type; pid_t pid; };
struct file_handle { unsigned int handle_bytes; int handle_type; unsigned char f_handle[]; };
int fallocate(int fd, int mode, off_t offset, off_t len);
ssize_t readahead(int fd, off_t offset, size_t count);
ssize_t tee(int fdin, int fdout, size_t len, unsigned int flags);
ssize_t vmsplice(int fdout, const struct iovec *iov, size_t count, unsigned int flags);
int sync_file_range(int fd, off_t offset, off_t count, unsigned int flags);
int name_to_handle_at(int dfd, const char *name, struct file_handle *handle, int *mnt_id, int flags);
int open_by_handle_at(int mountdirfd, struct file_handle *handle, int flags);`,
    includes: ['sys/types.h', 'bits/iovec.h'],
  },
  {
    name: 'bits/stat-gnu.h',
    includes: ['sys/types.h', 'stdint.h'],
    text: `${wide('stat64 fstat64 lstat64 fstatat64')}
#ifdef _GNU_SOURCE
struct statx_timestamp { int64_t tv_sec; uint32_t tv_nsec; int32_t __pad; };
${STATX}
#define STATX_TYPE 1
#define STATX_MODE 2
#define STATX_NLINK 4
#define STATX_UID 8
#define STATX_GID 0x10
#define STATX_ATIME 0x20
#define STATX_MTIME 0x40
#define STATX_CTIME 0x80
#define STATX_INO 0x100
#define STATX_SIZE 0x200
#define STATX_BLOCKS 0x400
#define STATX_BASIC_STATS 0x7ff
#define STATX_BTIME 0x800
#define STATX_ALL 0xfff
#define STATX_ATTR_COMPRESSED 4
#define STATX_ATTR_IMMUTABLE 0x10
#define STATX_ATTR_APPEND 0x20
#define STATX_ATTR_NODUMP 0x40
#define STATX_ATTR_ENCRYPTED 0x800
int statx(int dirfd, const char *path, int flags, unsigned int mask, struct statx *buf);
mode_t getumask(void);
#endif`,
  },
];
