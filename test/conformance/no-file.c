// Calls about files, asked of what has no name: sockets, pipes, counters; and the order in which they are refused.
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/un.h>

static mode_t mode_of(int fd) {
    struct stat about;
    return fstat(fd, &about) < 0 ? 0 : about.st_mode;
}

static void each_kind(void) {
    int pair[2];
    pipe(pair);
    sigset_t none;
    sigemptyset(&none);
    int fds[] = {tcp(), socket(AF_UNIX, SOCK_STREAM, 0), pair[0], pair[1], epoll_create1(0),
                 eventfd(0, 0), timerfd_create(CLOCK_MONOTONIC, 0), inotify_init1(0), signalfd(-1, &none, 0)};
    for (unsigned i = 0; i < sizeof fds / sizeof *fds; i++) {
        int fd = fds[i];
        printf("of kind %u: %o\n", i, mode_of(fd));
        SHOW(fchmod(fd, 0640));
        printf("%o %o\n", mode_of(fd), mode_of(pair[1]));
        SHOW(fchown(fd, -1, -1));
        SHOW(fchown(fd, 0, 0));
        SHOW(futimens(fd, NULL));
        SHOW(fallocate(fd, 0, 0, 1));
        SHOW(fallocate(fd, 0, -1, 1));
        SHOW(fallocate(fd, 2, 0, 1));
        SHOW(fallocate(fd, 3, 0, 1));
        SHOW(fallocate(fd, 0x100, 0, 1));
        SHOW(posix_fallocate(fd, 0, 5));
        SHOW(ftruncate(fd, 0));
        close(fd);
    }
    int reads = open("no-file.tmp", O_RDONLY | O_CREAT | O_TRUNC, 0644), zero = open("/dev/null", O_RDWR);
    SHOW(fallocate(reads, 0, 0, 1));
    SHOW(fallocate(reads, 0, 0, 0));
    SHOW(fallocate(reads, 2, 0, 1));
    SHOW(fallocate(zero, 0, 0, 1));
    SHOW(fchmod(reads, 0604));
    printf("%o\n", mode_of(reads));
    unlink("no-file.tmp");
    close(reads);
    close(zero);
}

/* What a socket's mode was made before bind(2) is the name's; later they are two. */
static void named_socket(void) {
    struct sockaddr_un name = {AF_UNIX, "no-file.sock"};
    struct stat about;
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    SHOW(fchmod(fd, 0666));
    SHOW(bind(fd, (struct sockaddr *)&name, sizeof name));
    stat(name.sun_path, &about);
    printf("%o %o\n", about.st_mode, mode_of(fd));
    SHOW(fchmod(fd, 0600));
    stat(name.sun_path, &about);
    printf("%o %o\n", about.st_mode, mode_of(fd));
    unlink(name.sun_path);
    close(fd);
}

/* Each piece is a number of its own. */
static void counters(void) {
    unsigned long one[4] = {1, 1, 1, 1};
    char *bytes = (char *)one;
    struct iovec halves[] = {{bytes, 4}, {bytes + 4, 4}}, empty[] = {{bytes, 0}, {bytes, 8}};
    struct iovec two[] = {{bytes, 8}, {bytes, 8}}, gap[] = {{bytes, 8}, {bytes, 0}, {bytes, 8}, {bytes, 0}};
    struct iovec then_short[] = {{bytes, 8}, {bytes, 4}}, then_bad[] = {{bytes, 8}, {(void *)8, 8}};
    unsigned long most = -3UL, sum;
    struct iovec full[] = {{&most, 8}, {one, 8}, {one, 8}};
    int fd = eventfd(0, EFD_NONBLOCK);
    SHOW(writev(fd, halves, 2));
    SHOW(writev(fd, empty, 2));
    SHOW(writev(fd, two, 2));
    SHOW(writev(fd, gap, 4));
    SHOW(writev(fd, then_short, 2));
    SHOW(writev(fd, then_bad, 2));
    SHOW(writev(fd, halves, 0));
    SHOW(read(fd, &sum, 8));
    printf("sum %lu\n", sum);
    SHOW(writev(fd, full, 3));
    SHOW(writev(fd, two, 1));
    SHOW(read(fd, &sum, 8));
    printf("sum %lu\n", sum);
    SHOW(write(fd, one, 8));
    SHOW(readv(fd, halves, 1));
    SHOW(readv(fd, halves, 2));
    close(fd);
}

/* A pipe that nobody will read refuses the end of a file, too. */
static void unread_pipe(void) {
    int pair[2], other[2], file = open("no-file.tmp", O_RDWR | O_CREAT | O_TRUNC, 0644);
    write(file, "0123456789", 10);
    pipe(pair);
    pipe(other);
    close(pair[0]);
    off_t at_end = 10;
    SHOW(splice(file, NULL, pair[1], NULL, 10, 0));
    SHOW(splice(file, &at_end, pair[1], NULL, 10, SPLICE_F_NONBLOCK));
    SHOW(sendfile(pair[1], file, &at_end, 10));
    SHOW(sendfile(pair[1], file, NULL, 10));
    SHOW(splice(other[0], NULL, pair[1], NULL, 10, SPLICE_F_NONBLOCK));
    close(other[1]);
    SHOW(splice(other[0], NULL, pair[1], NULL, 10, 0));
    int listens = listener(0, 1), to = client(0), from = accept(listens, NULL, NULL);
    SHOW(splice(from, NULL, pair[1], NULL, 10, 0));
    shutdown(to, SHUT_WR);
    pause_ms(5);
    SHOW(splice(from, NULL, pair[1], NULL, 10, 0));
    SHOW(write(pair[1], "", 0));
    unlink("no-file.tmp");
    int all[] = {pair[1], other[0], file, listens, to, from};
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++) close(all[i]);
}

/* select(2) looks no further than the table reaches, which a child's does as far as it has descriptors. */
static void tables(void) {
    int sk = tcp();
    static const int asked[] = {20, 63, 64, 100, 127, 128, 255, 256, 300, 511, 512, 1023};
    for (int round = 0; round < 4; round++) {
        if (round == 1) dup2(sk, 64);
        if (round == 2) close(64);
        if (round == 3) close(dup2(sk, 300));
        for (unsigned i = 0; i < sizeof asked / sizeof *asked; i++) {
            fd_set set;
            struct timeval none = {0};
            FD_ZERO(&set);
            FD_SET(asked[i], &set);
            printf("round %d, %d: ", round, asked[i]);
            show("select", select(FD_SETSIZE, &set, NULL, NULL, &none));
            printf("%d\n", !!FD_ISSET(asked[i], &set));
        }
    }
}

/* What was made of a pipe stays with it, however it is opened again. */
static void opened_again(void) {
    int pair[2];
    char link[40];
    pipe(pair);
    fchmod(pair[0], 0640);
    sprintf(link, "/proc/self/fd/%d", pair[0]);
    int again = open(link, O_WRONLY);
    printf("%o\n", mode_of(again));
    fchmod(again, 0600);
    printf("%o %o\n", mode_of(pair[0]), mode_of(pair[1]));
    close(pair[0]);
    close(pair[1]);
    sprintf(link, "/proc/self/fd/%d", again);
    int both = open(link, O_RDWR);
    printf("%o\n", mode_of(both));
    close(again);
    close(both);
}

static void probe(void) {
    each_kind();
    opened_again();
    named_socket();
    counters();
    unread_pipe();
    fflush(stdout);
    // Whatever whoever started this has left open.
    for (int fd = 20; fd < FD_SETSIZE; fd++) close(fd);
    pid_t child = fork();
    if (child == 0) {
        tables();
        exit(0);
    }
    waitpid(child, NULL, 0);
}
