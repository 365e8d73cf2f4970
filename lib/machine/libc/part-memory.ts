// <sys/mman.h>: memory from the kernel, with or without a file in it.
//
// Source: glibc 2.36 prototypes; Linux asm-generic/mman-common.h for what this kernel refuses.

import type { LibraryPart } from './parts.ts';

const MEMORY = `#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void *mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset) {
    long result = __ret(__syscall(SYS_mmap, addr, len, prot, flags, fd, offset));
    return result == -1 ? MAP_FAILED : (void *) result;
}

int posix_madvise(void *addr, size_t len, int advice) {
    return advice == POSIX_MADV_DONTNEED ? 0 : -__syscall(SYS_madvise, addr, len, advice);
}

/* Nothing is ever swapped out. */
int mlock(const void *addr, size_t len) {
    (void) addr;
    (void) len;
    return 0;
}

int munlock(const void *addr, size_t len) {
    return mlock(addr, len);
}

/* Shared memory by name is a file below /dev/shm. */
static int shm_path(const char *name, char *path) {
    while (*name == '/') name++;
    if (!*name || strchr(name, '/') || strlen(name) > 255) {
        errno = *name && !strchr(name, '/') ? ENAMETOOLONG : EINVAL;
        return -1;
    }
    strcpy(path, "/dev/shm/");
    strcat(path, name);
    return 0;
}

int shm_open(const char *name, int oflag, mode_t mode) {
    char path[300];
    if (shm_path(name, path) < 0) return -1;
    int fd = open(path, oflag | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, mode);
    if (fd < 0 && errno == EISDIR) errno = EINVAL;
    return fd;
}

int shm_unlink(const char *name) {
    char path[300];
    return shm_path(name, path) < 0 ? -1 : unlink(path);
}
`;

export const MEMORY_PART: LibraryPart = {
  headers: [
    {
      name: 'sys/mman.h',
      includes: ['sys/types.h'],
      groups: ['prot', 'map', 'ms', 'madv'],
      text: `#define MAP_FAILED ((void *) -1)
#define MAP_ANON MAP_ANONYMOUS
#define MAP_FILE 0
#define MAP_SHARED_VALIDATE 3
#define MAP_TYPE 15
#define MAP_GROWSDOWN 256
#define MAP_NONBLOCK 65536
#define MAP_HUGETLB 262144
#define MAP_FIXED_NOREPLACE 1048576
#define POSIX_MADV_NORMAL 0
#define POSIX_MADV_RANDOM 1
#define POSIX_MADV_SEQUENTIAL 2
#define POSIX_MADV_WILLNEED 3
#define POSIX_MADV_DONTNEED 4
void *mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset);
int munmap(void *addr, size_t len);
int mprotect(void *addr, size_t len, int prot);
int msync(void *addr, size_t len, int flags);
int madvise(void *addr, size_t len, int advice);
int posix_madvise(void *addr, size_t len, int advice);
int mlock(const void *addr, size_t len);
int munlock(const void *addr, size_t len);
int shm_open(const char *name, int oflag, mode_t mode);
int shm_unlink(const char *name);`,
    },
  ],
  sources: [{ name: 'libc/memory.c', text: MEMORY }],
  wrappers: { 'sys/mman.h': 'munmap mprotect msync madvise' },
};
