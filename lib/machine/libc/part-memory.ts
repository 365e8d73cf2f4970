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

/** What this machine has not: keys of protection, and pages that move. */
const ABSENT = `#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <stdarg.h>
#include <sys/mman.h>

void *mremap(void *addr, size_t old_len, size_t new_len, int flags, ...) {
    return (void *) __ret(__syscall(SYS_mremap, addr, old_len, new_len, flags));
}

int pkey_set(int key, unsigned int rights) {
    (void) key;
    (void) rights;
    errno = ENOSYS;
    return -1;
}

int pkey_get(int key) {
    return pkey_set(key, 0);
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
int shm_unlink(const char *name);
int mlockall(int flags);
int munlockall(void);
#define MCL_CURRENT 1
#define MCL_FUTURE 2
#define MCL_ONFAULT 4
#ifdef _GNU_SOURCE
#define MFD_CLOEXEC 1
#define MFD_ALLOW_SEALING 2
#define MFD_HUGETLB 4
#define MREMAP_MAYMOVE 1
#define MREMAP_FIXED 2
#define MLOCK_ONFAULT 1
#define PKEY_DISABLE_ACCESS 1
#define PKEY_DISABLE_WRITE 2
#define mmap64 mmap
int memfd_create(const char *name, unsigned int flags);
void *mremap(void *addr, size_t old_len, size_t new_len, int flags, ...);
int mincore(void *start, size_t len, unsigned char *vec);
int mlock2(const void *addr, size_t len, unsigned int flags);
int pkey_alloc(unsigned int flags, unsigned int rights);
int pkey_free(int key);
int pkey_mprotect(void *addr, size_t len, int prot, int key);
int pkey_set(int key, unsigned int rights);
int pkey_get(int key);
#endif`,
    },
  ],
  sources: [
    { name: 'libc/memory.c', text: MEMORY },
    { name: 'libc/absent-memory.c', text: ABSENT },
  ],
  wrappers: {
    'sys/mman.h': `munmap mprotect msync madvise mlock munlock mlockall munlockall memfd_create mlock2
      mincore pkey_alloc pkey_free pkey_mprotect`,
  },
};
