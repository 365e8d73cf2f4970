// mmap of devices: /dev/zero gives pages without a file, shared ones for a mutex among processes; no other device gives any.
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define PAGE 4096

static void *pages(int fd, int prot, int flags) {
    errno = 0;
    void *p = mmap(NULL, 2 * PAGE, prot, flags, fd, 0);
    printf("  %s\n", p == MAP_FAILED ? strerror(errno) : "mapped");
    return p;
}

static void rights(const char *path) {
    static const int modes[] = {O_RDONLY, O_WRONLY, O_RDWR};
    printf("%s\n", path);
    for (int i = 0; i < 3; i++) {
        int fd = open(path, modes[i]);
        pages(fd, PROT_READ, MAP_SHARED);
        pages(fd, PROT_READ | PROT_WRITE, MAP_SHARED);
        pages(fd, PROT_READ | PROT_WRITE, MAP_PRIVATE);
        pages(fd, PROT_NONE, MAP_PRIVATE);
        close(fd);
    }
}

/* Processes that count under one lock, in pages that outlive their descriptor. */
static void lock_and_count(void) {
    int fd = open("/dev/zero", O_RDWR);
    struct { pthread_mutex_t lock; int count; } *shared = pages(fd, PROT_READ | PROT_WRITE, MAP_SHARED);
    char *other = pages(fd, PROT_READ | PROT_WRITE, MAP_SHARED);
    char *own = pages(fd, PROT_READ | PROT_WRITE, MAP_PRIVATE);
    pthread_mutexattr_t attr;
    close(fd);
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&shared->lock, &attr);
    for (int i = 0; i < 3; i++) {
        if (fork()) continue;
        for (int n = 0; n < 4; n++) {
            pthread_mutex_lock(&shared->lock);
            int was = shared->count;
            pause_ms(1);
            shared->count = was + 1;
            pthread_mutex_unlock(&shared->lock);
        }
        own[0] = other[PAGE] = 'c';
        _exit(0);
    }
    while (wait(NULL) > 0);
    // Each call has pages of its own, and private ones are the process's.
    printf("%d %d %d %d\n", shared->count, own[0], other[0], other[PAGE]);
    fd = open("/dev/zero", O_RDONLY);
    char *readable = pages(fd, PROT_READ, MAP_SHARED);
    close(fd);
    SHOW(mprotect(readable, PAGE, PROT_READ | PROT_WRITE));
    SHOW(munmap(readable, 2 * PAGE));
    SHOW(mprotect(own, PAGE, PROT_READ));
    SHOW(msync(other, 2 * PAGE, MS_SYNC));
    SHOW(madvise(own, 2 * PAGE, MADV_DONTNEED));
    SHOW(madvise(other, 2 * PAGE, MADV_DONTNEED));
    printf("%d %d\n", own[0], other[PAGE]);
}

static void probe(void) {
    rights("/dev/zero");
    rights("/dev/null");
    rights("/dev/full");
    rights("/dev/urandom");
    lock_and_count();
}
