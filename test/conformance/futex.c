// futex(2) itself: what its operations answer, and whom a wake lets go, in which order.
#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/syscall.h>

static int words[4];

static long futex(int *word, int op, int value, const void *time, int *other, int more) {
    return syscall(SYS_futex, word, op, value, time, other, more);
}

static struct timespec in_ms(int clock, int ms) {
    struct timespec now;
    clock_gettime(clock, &now);
    now.tv_nsec += ms * 1000000L;
    now.tv_sec += now.tv_nsec / 1000000000L;
    now.tv_nsec %= 1000000000L;
    return now;
}

static void arguments(void) {
    struct timespec ms = {0, 1000000}, none = {0, 0}, bad = {0, 1000000000}, before = {-1, 0};
    SHOW(futex(words, FUTEX_WAIT, 1, NULL, NULL, 0));
    SHOW(futex(words, FUTEX_WAIT, 0, &ms, NULL, 0));
    SHOW(futex(words, FUTEX_WAIT_PRIVATE, 0, &none, NULL, 0));
    SHOW(futex(words, FUTEX_WAIT, 0, &bad, NULL, 0));
    SHOW(futex(words, FUTEX_WAIT, 0, &before, NULL, 0));
    SHOW(futex(words, FUTEX_WAIT, 0, (void *)8, NULL, 0));
    SHOW(futex((int *)((char *)words + 1), FUTEX_WAIT, 0, &ms, NULL, 0));
    SHOW(futex(NULL, FUTEX_WAIT, 0, &ms, NULL, 0));
    SHOW(futex(words, FUTEX_WAKE, 5, NULL, NULL, 0));
    SHOW(futex((int *)((char *)words + 2), FUTEX_WAKE, 5, NULL, NULL, 0));
    SHOW(futex(words, 99, 0, NULL, NULL, 0));
    SHOW(futex(words, FUTEX_WAIT_BITSET, 0, &ms, NULL, 0));
    SHOW(futex(words, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0));
    SHOW(futex(words, FUTEX_WAKE | FUTEX_CLOCK_REALTIME, 1, NULL, NULL, 0));
    struct timespec at = in_ms(CLOCK_MONOTONIC, 5);
    SHOW(futex(words, FUTEX_WAIT_BITSET, 0, &at, NULL, 1));
    at = in_ms(CLOCK_REALTIME, 5);
    SHOW(futex(words, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 0, &at, NULL, -1));
    at = in_ms(CLOCK_MONOTONIC, -5);
    SHOW(futex(words, FUTEX_WAIT_BITSET, 0, &at, NULL, -1));
    SHOW(futex(words, FUTEX_REQUEUE, 1, (void *)1, words + 1, 0));
    SHOW(futex(words, FUTEX_REQUEUE, -1, (void *)1, words + 1, 0));
    SHOW(futex(words, FUTEX_CMP_REQUEUE, 1, (void *)1, words + 1, 7));
    SHOW(futex(words, FUTEX_CMP_REQUEUE, 1, (void *)1, words + 1, 0));
}

static int order[8], count;

static void *sleeper(void *number) {
    long n = (long)number;
    futex(words, FUTEX_WAIT_BITSET_PRIVATE, 0, NULL, NULL, n < 2 ? 1 : 2);
    order[__sync_fetch_and_add(&count, 1)] = n;
    return NULL;
}

static void told(const char *what) {
    pause_ms(20);
    printf("%s:", what);
    for (int i = 0; i < count; i++) printf(" %d", order[i]);
    printf("\n");
}

static void sleepers(void) {
    pthread_t ids[6];
    for (long n = 0; n < 6; n++) {
        pthread_create(&ids[n], NULL, sleeper, (void *)n);
        pause_ms(5);
    }
    SHOW(futex(words, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
    told("one");
    SHOW(futex(words, FUTEX_WAKE_BITSET_PRIVATE, 9, NULL, NULL, 1));
    told("of the first bit");
    SHOW(futex(words, FUTEX_CMP_REQUEUE_PRIVATE, 1, (void *)2, words + 1, 0));
    told("one, and two moved");
    SHOW(futex(words, FUTEX_WAKE_PRIVATE, 9, NULL, NULL, 0));
    told("who was left");
    // One by one: two that wake at once run on two processors, and either may be first.
    SHOW(futex(words + 1, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
    told("who was moved first");
    SHOW(futex(words + 1, FUTEX_WAKE_PRIVATE, 9, NULL, NULL, 0));
    told("and who was moved then");
    for (int n = 0; n < 6; n++) pthread_join(ids[n], NULL);
}

static void shared(void) {
    int *word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (fork() == 0) {
        pause_ms(10);
        *word = 1;
        _exit(futex(word, FUTEX_WAKE, 1, NULL, NULL, 0));
    }
    SHOW(futex(word, FUTEX_WAIT, 0, NULL, NULL, 0));
    int status;
    wait(&status);
    printf("woke %d, word %d\n", WEXITSTATUS(status), *word);
}

static void interrupted(int signo) {}

static void semaphores(void) {
    int value;
    sem_unlink("/probe");
    SHOW(sem_open("/probe", 0) == SEM_FAILED ? -1 : 0);
    sem_t *one = sem_open("/probe", O_CREAT | O_EXCL, 0600, 2), *two = sem_open("/probe", 0);
    SHOW(one == two);
    SHOW(sem_open("/probe", O_CREAT | O_EXCL, 0600, 2) == SEM_FAILED ? -1 : 0);
    SHOW(sem_open("no/name/that/may/be", O_CREAT, 0600, 2) == SEM_FAILED ? -1 : 0);
    SHOW(sem_wait(one));
    SHOW(sem_trywait(two));
    SHOW(sem_trywait(one));
    SHOW(sem_getvalue(one, &value));
    SHOW(value);
    struct timespec at = in_ms(CLOCK_REALTIME, 10);
    SHOW(sem_timedwait(one, &at) + (errno == ETIMEDOUT));
    if (fork() == 0) {
        pause_ms(10);
        sem_post(sem_open("/probe", 0));
        _exit(0);
    }
    SHOW(sem_wait(one));
    wait(NULL);
    signal(SIGALRM, interrupted);
    siginterrupt(SIGALRM, 1);
    ualarm(10000, 0);
    SHOW(sem_wait(one));
    SHOW(sem_unlink("/probe"));
    SHOW(sem_unlink("/probe"));
    SHOW(sem_post(one));
    SHOW(sem_close(one));
}

static void probe(void) {
    arguments();
    sleepers();
    shared();
    semaphores();
}
