// <aio.h>: requests at places of a file, lists of them, what is told at their end, and taking them back.
#define _GNU_SOURCE
#include <aio.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static volatile sig_atomic_t signals;
static volatile int codes, threads;
static void on_signal(int sig, siginfo_t *info, void *context) {
    (void) sig;
    (void) context;
    if (info->si_code == SI_ASYNCIO) codes += info->si_value.sival_int;
    signals++;
}
static void in_thread(union sigval value) {
    __sync_fetch_and_add(&threads, value.sival_int);
}
static struct aiocb at(int fd, void *buffer, size_t size, off_t place) {
    struct aiocb block;
    memset(&block, 0, sizeof block);
    block.aio_fildes = fd;
    block.aio_buf = buffer;
    block.aio_nbytes = size;
    block.aio_offset = place;
    block.aio_sigevent.sigev_notify = SIGEV_NONE;
    return block;
}
static void finish(const char *what, struct aiocb *block) {
    const struct aiocb *list[] = {NULL, block};
    while (aio_error(block) == EINPROGRESS) aio_suspend(list, 2, NULL);
    printf("%s: %s, %ld\n", what, strerror(aio_error(block)), (long) aio_return(block));
}
static void refused(const char *what, int result) {
    printf("%s: %s\n", what, result < 0 ? strerror(errno) : "0");
}
static void files(int fd) {
    char text[20] = "";
    struct aiocb a = at(fd, "hello, ", 7, 0), b = at(fd, "world", 5, 7), c;
    refused("write", aio_write(&a));
    refused("write", aio_write(&b));
    finish("first", &a);
    finish("second", &b);
    c = at(fd, text, 5, 4);
    refused("read", aio_read(&c));
    finish("read", &c);
    printf("'%s'\n", text);
    refused("sync", aio_fsync(O_SYNC, &c));
    finish("sync", &c);
    refused("strange sync", aio_fsync(O_APPEND, &c));
    c = at(-1, text, 5, 0);
    refused("no file", aio_read(&c));
    finish("no file", &c);
    c.aio_reqprio = 99;
    refused("hurry", aio_read(&c));
}
static void lists(int fd) {
    char one[8] = "", two[8] = "", three[8] = "";
    struct aiocb a = at(fd, one, 5, 0), b = at(fd, two, 5, 7), c = at(fd, three, 5, 0), nothing = at(fd, NULL, 0, 0);
    struct aiocb *list[] = {&a, NULL, &b, &nothing};
    nothing.aio_lio_opcode = LIO_NOP;
    refused("list", lio_listio(LIO_WAIT, list, 4, NULL));
    printf("'%s' '%s'\n", one, two);
    list[1] = &c;
    c.aio_fildes = -1;
    refused("list with a bad one", lio_listio(LIO_WAIT, list, 4, NULL));
    printf("%s, %s\n", strerror(aio_error(&a)), strerror(aio_error(&c)));
    struct sigevent event = {.sigev_notify = SIGEV_THREAD, .sigev_value.sival_int = 100};
    event.sigev_notify_function = in_thread;
    a.aio_sigevent = event;
    a.aio_sigevent.sigev_value.sival_int = 1;
    refused("in the background", lio_listio(LIO_NOWAIT, list, 1, &event));
    for (int i = 0; i < 1000 && threads < 101; i++) usleep(1000);
    printf("threads were told %d\n", threads);
    refused("strange", lio_listio(7, list, 1, NULL));
}
static void pipes(void) {
    int ends[2];
    char text[8] = "", more[8] = "";
    if (pipe(ends) < 0) return;
    struct aiocb a = at(ends[0], text, 3, 0), b = at(ends[0], more, 3, 0);
    const struct aiocb *list[] = {&a, &b};
    struct timespec soon = {0, 20000000};
    a.aio_sigevent.sigev_notify = b.aio_sigevent.sigev_notify = SIGEV_SIGNAL;
    a.aio_sigevent.sigev_signo = b.aio_sigevent.sigev_signo = SIGRTMIN + 1;
    a.aio_sigevent.sigev_value.sival_int = 10;
    b.aio_sigevent.sigev_value.sival_int = 1;
    aio_read(&a);
    aio_read(&b);
    refused("nothing yet", aio_suspend(list, 2, &soon));
    printf("%s\n", strerror(aio_error(&a)));
    printf("the first %d, the second %d, again %d\n", aio_cancel(ends[0], &a) == AIO_NOTCANCELED,
           aio_cancel(ends[0], &b) == AIO_ALLDONE, aio_cancel(ends[0], &b) == AIO_CANCELED);
    finish("taken back", &b);
    if (write(ends[1], "abc", 3) < 0) perror("write");
    finish("from the pipe", &a);
    for (int i = 0; i < 1000 && signals < 2; i++) usleep(1000);
    printf("'%s' '%s', %d signals, %d\n", text, more, (int) signals, codes);
    refused("of a closed one", aio_cancel(77, NULL));
}
int main(void) {
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
    char path[] = "/tmp/aioXXXXXX";
    sigaction(SIGRTMIN + 1, &action, NULL);
    int fd = mkstemp(path);
    unlink(path);
    files(fd);
    lists(fd);
    pipes();
    return 0;
}
// → write: 0
// → write: 0
// → first: Success, 7
// → second: Success, 5
// → read: 0
// → read: Success, 5
// → 'o, wo'
// → sync: 0
// → sync: Success, 0
// → strange sync: Invalid argument
// → no file: 0
// → no file: Bad file descriptor, -1
// → hurry: Invalid argument
// → list: 0
// → 'hello' 'world'
// → list with a bad one: Input/output error
// → Success, Bad file descriptor
// → in the background: 0
// → threads were told 101
// → strange: Invalid argument
// → nothing yet: Resource temporarily unavailable
// → Operation now in progress
// → the first 1, the second 1, again 1
// → taken back: Operation canceled, -1
// → from the pipe: Success, 3
// → 'abc' '', 2 signals, 11
// → of a closed one: Bad file descriptor
