// sysconf(3), pathconf(3) and their like: numbers that a program may ask for.
//
// Source: glibc 2.36 on Debian 12; POSIX.1-2017.
// Departs: 2 GB, whatever the host has; limits that nobody keeps are told as glibc tells them.

import type { SourceFile } from '../../cc/compile.ts';

const LIMITS = `
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/resource.h>
#include <unistd.h>

int getpagesize(void) {
    return 4096;
}

int getdtablesize(void) {
    return sysconf(_SC_OPEN_MAX);
}

/* One line of /proc/cpuinfo for each. */
static int processors(void) {
    char text[2048];
    int fd = open("/proc/cpuinfo", O_RDONLY), lines = 0;
    if (fd < 0) return 1;
    for (ssize_t n = read(fd, text, sizeof text); n > 0; n--) lines += text[n - 1] == '\\n';
    close(fd);
    return lines;
}

long sysconf(int name) {
    struct rlimit files;
    switch (name) {
    case _SC_ARG_MAX: return 2097152;
    case _SC_CHILD_MAX: return 128;
    case _SC_CLK_TCK: return 100;
    case _SC_NGROUPS_MAX: return 65536;
    case _SC_STREAM_MAX: return 16;
    case _SC_VERSION:
    case _SC_THREADS: return 200809;
    case _SC_PAGESIZE: return getpagesize();
    case _SC_LINE_MAX: return 2048;
    case _SC_IOV_MAX: return 1024;
    case _SC_GETGR_R_SIZE_MAX:
    case _SC_GETPW_R_SIZE_MAX: return 1024;
    case _SC_LOGIN_NAME_MAX: return 256;
    case _SC_HOST_NAME_MAX: return 64;
    case _SC_NPROCESSORS_CONF:
    case _SC_NPROCESSORS_ONLN: return processors();
    case _SC_PHYS_PAGES: return 524288;
    case _SC_AVPHYS_PAGES: return 262144;
    case _SC_TIMER_MAX:
    case _SC_SIGQUEUE_MAX: return 64;
    case _SC_ATEXIT_MAX:
    case _SC_SEM_VALUE_MAX:
    case _SC_DELAYTIMER_MAX: return 2147483647;
    case _SC_TZNAME_MAX: return 6;
    case _SC_RTSIG_MAX: return 32;
    case _SC_MQ_PRIO_MAX: return 32768;
    case _SC_THREAD_KEYS_MAX: return 128;
    case _SC_THREAD_STACK_MIN: return 16384;
    case _SC_TTY_NAME_MAX: return 32;
    case _SC_JOB_CONTROL:
    case _SC_SAVED_IDS: return 1;
    case _SC_TIMERS:
    case _SC_MONOTONIC_CLOCK:
    case _SC_CPUTIME:
    case _SC_FSYNC:
    case _SC_MAPPED_FILES:
    case _SC_SEMAPHORES:
    case _SC_SHARED_MEMORY_OBJECTS:
    case _SC_REALTIME_SIGNALS:
    case _SC_2_VERSION: return 200809;
    case _SC_XOPEN_VERSION: return 700;
    case _SC_MQ_OPEN_MAX:
    case _SC_THREAD_THREADS_MAX:
    case _SC_SYMLOOP_MAX:
    case _SC_SEM_NSEMS_MAX: return -1;
    case _SC_LEVEL1_DCACHE_LINESIZE: return 64;
    case _SC_OPEN_MAX: return getrlimit(RLIMIT_NOFILE, &files) == 0 ? (long) files.rlim_cur : -1;
    }
    errno = EINVAL;
    return -1;
}

long pathconf(const char *path, int name) {
    (void) path;
    switch (name) {
    case _PC_NAME_MAX: return NAME_MAX;
    case _PC_PATH_MAX: return PATH_MAX;
    case _PC_PIPE_BUF: return PIPE_BUF;
    case _PC_LINK_MAX: return 65000;
    case _PC_MAX_CANON:
    case _PC_MAX_INPUT: return 255;
    case _PC_CHOWN_RESTRICTED:
    case _PC_NO_TRUNC: return 1;
    case _PC_VDISABLE: return 0;
    case _PC_FILESIZEBITS: return 64;
    }
    errno = EINVAL;
    return -1;
}

long fpathconf(int fd, int name) {
    (void) fd;
    return pathconf("", name);
}
`;

export const LIMIT_SOURCES: readonly SourceFile[] = [{ name: 'libc/limits.c', text: LIMITS }];
