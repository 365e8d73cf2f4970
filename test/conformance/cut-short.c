/* What calls say whose sleep ended early: of the time that was left, and of an attempt that another call began. */
#include <sys/select.h>

static void rings(int signal) { (void)signal; }

static void ring_in_50_ms(void) {
    struct itimerval timer = {{0, 0}, {0, 50000}};
    setitimer(ITIMER_REAL, &timer, NULL);
}

static const char *left_of(long seconds) { return seconds == 1 ? "less than before" : seconds > 1 ? "all" : "none"; }

static void selects(void) {
    int ends[2];
    fd_set reads;
    pipe(ends);
    FD_ZERO(&reads);
    FD_SET(ends[0], &reads);
    struct timeval time = {2, 0};
    ring_in_50_ms();
    SHOW(select(ends[0] + 1, &reads, NULL, NULL, &time));
    printf("left: %s, still asked for: %d\n", left_of(time.tv_sec), FD_ISSET(ends[0], &reads) != 0);
    struct timespec fine = {2, 0};
    ring_in_50_ms();
    SHOW(pselect(ends[0] + 1, &reads, NULL, NULL, &fine, NULL));
    printf("left: %s\n", left_of(fine.tv_sec));
    struct pollfd one = {ends[0], POLLIN, 0};
    ring_in_50_ms();
    SHOW(ppoll(&one, 1, &fine, NULL));
    printf("left: %s\n", left_of(fine.tv_sec));
    close(ends[0]);
    close(ends[1]);
}

static void connects(int offset, int flags) {
    struct sigaction action = {.sa_handler = rings, .sa_flags = flags};
    sigaction(SIGALRM, &action, NULL);
    int door = listener(offset, 0);
    int first = client(offset);
    int second = tcp();
    struct timeval time = {0, 200000};
    setsockopt(second, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
    ring_in_50_ms();
    SHOW(connect_to(second, offset));
    SHOW(connect_to(second, offset));
    int third = tcp();
    setsockopt(third, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
    SHOW(connect_to(third, offset));
    SHOW(connect_to(third, offset));
    close(third);
    close(second);
    close(first);
    close(door);
}

static void probe(void) {
    struct sigaction action = {.sa_handler = rings};
    sigaction(SIGALRM, &action, NULL);
    selects();
    connects(0, 0);
    connects(1, SA_RESTART);
}
