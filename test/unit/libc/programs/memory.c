// Memory from mmap: rights, files, what fork shares, errors.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void fails(const char *what, void *p) {
    printf("%s: %s\n", what, p == MAP_FAILED ? strerror(errno) : "mapped");
}

static void says(const char *what, int result) {
    printf("%s: %d %s\n", what, result, result ? strerror(errno) : "");
}

int main(void) {
    long page = sysconf(_SC_PAGESIZE);
    char *p = mmap(NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int sum = 0;
    for (int i = 0; i < 3 * page; i++) sum += p[i];
    printf("%d %d\n", sum, (int) ((unsigned long) p % page));
    strcpy(p + page, "middle");
    says("mprotect", mprotect(p + page, page, PROT_READ));
    printf("%s\n", p + page);
    int ends[2];
    if (pipe(ends) < 0) return 2;
    if (write(ends[1], "xyz", 3) < 0) return 2;
    printf("%zd", read(ends[0], p + page, 3));
    printf(" %s\n", strerror(errno));
    says("back", mprotect(p + page, page, PROT_READ | PROT_WRITE));
    printf("%zd %s\n", read(ends[0], p + page, 3), p + page);
    says("munmap the middle", munmap(p + page, page));
    p[0] = p[2 * page] = 'k';
    says("not mapped", mprotect(p, 3 * page, PROT_READ));
    says("madvise", madvise(p, page, MADV_SEQUENTIAL));
    int advice[] = {MADV_FREE, MADV_DOFORK, MADV_DONTDUMP, MADV_DODUMP, MADV_KEEPONFORK, MADV_COLD, MADV_PAGEOUT, MADV_POPULATE_READ, 77};
    for (unsigned i = 0; i < sizeof advice / sizeof *advice; i++) says("advice", madvise(p, page, advice[i]));
    says("dontneed", madvise(p, page, MADV_DONTNEED));
    printf("%d %c\n", p[0], p[2 * page]);
    says("odd address", munmap(p + 1, page));
    says("no length", munmap(p, 0));
    says("msync", msync(p, page, MS_SYNC));
    says("msync both", msync(p, page, MS_SYNC | MS_ASYNC));
    says("prot", mprotect(p, page, 64));
    says("all", munmap(p, 3 * page));

    fails("no length", mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    fails("no type", mmap(NULL, page, PROT_READ, MAP_ANONYMOUS, -1, 0));
    fails("no fd", mmap(NULL, page, PROT_READ, MAP_PRIVATE, -1, 0));
    fails("offset", mmap(NULL, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 1));
    fails("too much", mmap(NULL, 1L << 50, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    fails("pipe", mmap(NULL, page, PROT_READ, MAP_PRIVATE, ends[0], 0));

    char name[] = "/tmp/mapXXXXXX";
    int fd = mkstemp(name);
    if (write(fd, "some words in a file\n", 21) < 0) return 2;
    char *private = mmap(NULL, 21, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    char *shared = mmap(NULL, 21, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    memcpy(private, "mine", 4);
    memcpy(shared + 5, "WORDS", 5);
    char text[32] = "";
    if (pread(fd, text, 21, 0) < 0) return 2;
    printf("%s%.21s%.21s", text, private, shared);
    if (pwrite(fd, "SOME", 4, 0) < 0) return 2;
    printf("%.21s", shared);
    if (fork() == 0) {
        memcpy(shared + 11, "BY", 2);
        _exit(0);
    }
    wait(NULL);
    printf("%.21s%d\n", shared, shared[30]);
    says("msync", msync(shared, 21, MS_SYNC));
    close(fd);
    unlink(name);
    printf("%.4s\n", shared);
    says("munmap", munmap(shared, 21));
    munmap(private, 21);
    int ro = open("/etc/hosts", O_RDONLY);
    fails("read-only, shared", mmap(NULL, 9, PROT_READ | PROT_WRITE, MAP_SHARED, ro, 0));
    char *hosts = mmap(NULL, 9, PROT_READ, MAP_SHARED, ro, 0);
    printf("%.9s\n", hosts);
    says("write later", mprotect(hosts, 9, PROT_READ | PROT_WRITE));

    struct both {
        sem_t ping, pong;
        int count;
    } *b = mmap(NULL, sizeof *b, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    sem_init(&b->ping, 1, 0);
    sem_init(&b->pong, 1, 0);
    if (fork() == 0) {
        for (int i = 0; i < 5; i++) {
            sem_wait(&b->ping);
            b->count *= 3;
            sem_post(&b->pong);
        }
        _exit(0);
    }
    b->count = 1;
    for (int i = 0; i < 5; i++) {
        b->count += 1;
        sem_post(&b->ping);
        sem_wait(&b->pong);
        printf("%d ", b->count);
    }
    wait(NULL);
    printf("\n");
    for (int i = 0; i < 300; i++) {
        char *q = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (q == MAP_FAILED || q[1 << 19]) return 1;
        q[1 << 19] = 1;
        munmap(q, 1 << 20);
        free(malloc(3000));
    }
    puts("done");
    return 0;
}
