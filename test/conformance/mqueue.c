// POSIX message queues: order, limits, times, notification, poll, errors.
#include <mqueue.h>
#include <sys/stat.h>

static char room[9000];

static void take(mqd_t queue, size_t size) {
    unsigned priority = 99;
    ssize_t n = mq_receive(queue, room, size, &priority);
    if (n < 0) show("take", n);
    else printf("took %zd of priority %u: %.*s\n", n, priority, (int)n, room);
    fflush(stdout);
}

static void state(mqd_t queue) {
    struct mq_attr attr;
    if (mq_getattr(queue, &attr) < 0) show("mq_getattr", -1);
    else printf("flags %lx, %ld of %ld messages of %ld bytes\n", attr.mq_flags, attr.mq_curmsgs,
                attr.mq_maxmsg, attr.mq_msgsize);
    fflush(stdout);
}

static volatile int told;
static void on_message(int signo, siginfo_t *info, void *context) {
    told++;
    printf("signal %d code %d value %d from us %d\n", signo, info->si_code,
           info->si_value.sival_int, info->si_pid == getpid());
    fflush(stdout);
}

static void names(void) {
    SHOW(mq_open("noslash", O_RDWR));
    SHOW(mq_open("/", O_RDWR));
    SHOW(mq_open("/a/b", O_RDWR));
    SHOW(mq_open("/nothing", O_RDWR));
    SHOW(mq_unlink("/nothing"));
    SHOW(mq_unlink("nothing"));
    struct mq_attr none = {.mq_maxmsg = 0, .mq_msgsize = 10}, small = {.mq_maxmsg = 1, .mq_msgsize = 0};
    SHOW(mq_open("/wrong", O_CREAT | O_RDWR, 0600, &none));
    SHOW(mq_open("/wrong", O_CREAT | O_RDWR, 0600, &small));
    mqd_t one = mq_open("/one", O_CREAT | O_EXCL | O_RDWR, 0640, NULL);
    SHOW(one >= 0);
    SHOW(mq_open("/one", O_CREAT | O_EXCL | O_RDWR, 0600, NULL));
    SHOW(fcntl(one, F_GETFD));
    SHOW(fcntl(one, F_GETFL) & O_ACCMODE);
    state(one);
    fflush(stdout);
    if (fork() == 0) {
        setuid(65534);
        struct mq_attr large = {.mq_maxmsg = 11, .mq_msgsize = 10};
        SHOW(mq_open("/one", O_RDONLY));
        SHOW(mq_unlink("/one"));
        SHOW(mq_open("/large", O_CREAT | O_RDWR, 0600, &large));
        exit(0);
    }
    wait(NULL);
    SHOW(mq_unlink("/one"));
    SHOW(mq_open("/one", O_RDWR));
    SHOW(mq_send(one, "still there", 11, 0));
    take(one, 9000);
    SHOW(mq_close(one));
    SHOW(mq_close(one));
}

static void messages(void) {
    struct mq_attr attr = {.mq_maxmsg = 4, .mq_msgsize = 16, .mq_flags = O_NONBLOCK};
    mqd_t queue = mq_open("/queue", O_CREAT | O_RDWR | O_NONBLOCK, 0600, &attr);
    mqd_t reader = mq_open("/queue", O_RDONLY), writer = mq_open("/queue", O_WRONLY);
    state(queue);
    state(reader);
    show_poll("empty", queue);
    take(queue, 16);
    SHOW(mq_send(queue, "first", 5, 1));
    SHOW(mq_send(queue, "urgent", 6, 7));
    SHOW(mq_send(queue, "second", 6, 1));
    SHOW(mq_send(queue, "", 0, 0));
    SHOW(mq_send(queue, "no room", 7, 0));
    show_poll("full", queue);
    state(queue);
    take(queue, 15);
    take(writer, 16);
    take(reader, 16);
    take(reader, 16);
    take(reader, 16);
    take(reader, 16);
    SHOW(mq_send(queue, "0123456789abcdefg", 17, 0));
    SHOW(mq_send(queue, "priority", 8, 32768));
    SHOW(mq_send(reader, "reader", 6, 0));
    SHOW(mq_send(0, "file", 4, 0));
    SHOW(mq_send(queue, NULL, 4, 0));
    struct timespec past = {1, 0}, bad = {1, -1};
    SHOW(mq_timedreceive(reader, room, 16, NULL, &past));
    SHOW(mq_timedreceive(reader, room, 16, NULL, &bad));
    for (int i = 0; i < 4; i++) mq_send(writer, "fill", 4, 0);
    SHOW(mq_timedsend(writer, "more", 4, 0, &past));
    SHOW(mq_timedsend(writer, "more", 4, 0, &bad));
    struct mq_attr flags = {.mq_flags = O_NONBLOCK}, old;
    SHOW(mq_setattr(writer, &flags, &old));
    SHOW(old.mq_flags);
    SHOW(mq_send(writer, "more", 4, 0));
    flags.mq_flags = O_APPEND;
    SHOW(mq_setattr(writer, &flags, NULL));
    fflush(stdout);
    if (fork() == 0) {
        // Sleeps until there is room.
        _exit(mq_send(mq_open("/queue", O_WRONLY), "child", 5, 3) == 0 ? 7 : 8);
    }
    pause_ms(20);
    take(reader, 16);
    int status;
    wait(&status);
    SHOW(WEXITSTATUS(status));
    take(reader, 16);
    while (mq_receive(queue, room, 16, NULL) > 0);
    char line[80] = "";
    SHOW(mq_send(queue, "four", 4, 0));
    int n = read(queue, line, 80);
    printf("%d: %.*s\n", n, n > 15 ? 15 : n, line);
    SHOW(write(queue, line, 4));
    take(queue, 16);
}

static void notification(void) {
    mqd_t queue = mq_open("/queue", O_RDWR | O_NONBLOCK);
    struct sigaction action = {.sa_sigaction = on_message, .sa_flags = SA_SIGINFO};
    sigaction(SIGUSR1, &action, NULL);
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    event.sigev_value.sival_int = 42;
    SHOW(mq_notify(queue, &event));
    SHOW(mq_notify(queue, &event));
    SHOW(mq_send(queue, "one", 3, 0));
    SHOW(mq_send(queue, "two", 3, 0));
    printf("told %d\n", told);
    take(queue, 16);
    take(queue, 16);
    SHOW(mq_send(queue, "three", 5, 0));
    SHOW(mq_notify(queue, &event));
    SHOW(mq_send(queue, "four", 4, 0));
    printf("told %d\n", told);
    SHOW(mq_notify(queue, NULL));
    SHOW(mq_notify(queue, NULL));
    event.sigev_signo = 99;
    SHOW(mq_notify(queue, &event));
    event.sigev_notify = 77;
    SHOW(mq_notify(queue, &event));
    event.sigev_notify = SIGEV_NONE;
    SHOW(mq_notify(queue, &event));
    SHOW(mq_notify(0, &event));
    SHOW(mq_close(queue));
    SHOW(mq_unlink("/queue"));
}

/* A queue is a file, whose mode it keeps. */
static void as_file(void) {
    struct stat about;
    mqd_t queue = mq_open("/file", O_CREAT | O_RDWR, 0600, NULL);
    fstat(queue, &about);
    printf("%o, %ld bytes\n", about.st_mode, (long) about.st_size);
    SHOW(fchmod(queue, 0644));
    mq_close(queue);
    queue = mq_open("/file", O_RDWR);
    fstat(queue, &about);
    printf("%o\n", about.st_mode);
    mq_close(queue);
    mq_unlink("/file");
}

static void probe(void) {
    names();
    as_file();
    messages();
    notification();
}
