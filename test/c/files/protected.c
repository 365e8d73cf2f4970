// mprotect(2) of memory from the heap: what a handler is told of a write, and the rights taken back.
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
static sigjmp_buf back;
static char *place;
static volatile long offset, code;
static void handler(int sig, siginfo_t *info, void *context) {
    (void) sig;
    (void) context;
    offset = (char *) info->si_addr - place;
    code = info->si_code;
    siglongjmp(back, 1);
}
int main(void) {
    long size = sysconf(_SC_PAGESIZE);
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    place = aligned_alloc(size, 4 * size);
    memset(place, 'a', 4 * size);
    printf("%d\n", mprotect(place + 2 * size, size, PROT_READ));
    if (sigsetjmp(back, 1) == 0)
        for (volatile char *p = place;; p++) *p = 'b';
    printf("page %ld, byte %ld, not allowed %d\n", offset / size, offset % size, code == SEGV_ACCERR);
    printf("%c%c%c\n", place[2 * size - 1], place[2 * size], place[3 * size]);
    printf("%d\n", mprotect(place + 2 * size, size, PROT_READ | PROT_WRITE));
    place[2 * size] = 'c';
    printf("%c\n", place[2 * size]);
    printf("%d\n", mprotect(place + size, size, PROT_NONE));
    if (sigsetjmp(back, 1) == 0) printf("%c\n", place[size + 5]);
    printf("page %ld, byte %ld\n", offset / size, offset % size);
    printf("%d\n", mprotect(place + size, size, PROT_READ | PROT_WRITE));
    printf("%c\n", place[size + 5]);
    free(place);
    return 0;
}
// → 0
// → page 2, byte 0, not allowed 1
// → baa
// → 0
// → c
// → 0
// → page 1, byte 5
// → 0
// → b
