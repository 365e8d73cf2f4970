// Several that wait for one thing: who hears of it first, and who at all.
#include <sys/eventfd.h>

static int says[2], thing, shared, own[4];

static void said(int who) {
    char name = '0' + who;
    write(says[1], &name, 1);
}

static int watch(int epoll, int fd, unsigned events) {
    struct epoll_event event = {events, {.fd = fd}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static void waits_shared(int who) {
    struct epoll_event event;
    if (epoll_wait(shared, &event, 1, -1) > 0) said(who);
}

static void waits_alone(int who) {
    struct epoll_event event;
    int epoll = epoll_create1(0);
    watch(epoll, thing, EPOLLIN | EPOLLEXCLUSIVE | EPOLLET);
    if (epoll_wait(epoll, &event, 1, -1) > 0) said(who);
}

static void accepts(int who) {
    if (accept(thing, NULL, NULL) > 0) said(who);
}

/* One after the other falls asleep; then something happens, twice. */
static void among_three(const char *what, void (*wait_for)(int), void (*happen)(void)) {
    pid_t children[3];
    char names[8];
    pipe2(says, O_NONBLOCK);
    for (int i = 0; i < 3; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            wait_for(i);
            pause();
            _exit(0);
        }
        pause_ms(60);
    }
    for (int i = 0; i < 2; i++) {
        happen();
        pause_ms(60);
        int count = read(says[0], names, sizeof names);
        printf("%s: %.*s\n", what, count < 0 ? 0 : count, names);
        fflush(stdout);
    }
    for (int i = 0; i < 3; i++) {
        kill(children[i], SIGKILL);
        waitpid(children[i], NULL, 0);
    }
}

static void waits_twice(int who) {
    waits_shared(who);
    waits_shared(who);
}

/* As many as wait for a level-triggered thing hear of it, one by the other: nobody reads it. */
static void among_all(const char *what, void (*wait_for)(int)) {
    pid_t children[4];
    char names[32];
    pipe2(says, O_NONBLOCK);
    for (int i = 0; i < 4; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            wait_for(i);
            pause();
            _exit(0);
        }
        pause_ms(30);
    }
    eventfd_write(thing, 1);
    pause_ms(100);
    printf("%s: %d\n", what, (int)read(says[0], names, sizeof names));
    fflush(stdout);
    for (int i = 0; i < 4; i++) {
        kill(children[i], SIGKILL);
        waitpid(children[i], NULL, 0);
    }
}

static void count_one(void) {
    uint64_t one = 1;
    write(thing, &one, 8);
}

static void connect_one(void) { client(0); }

static void in_order(const char *what, int epoll) {
    struct epoll_event events[8];
    int count = epoll_wait(epoll, events, 8, 0);
    printf("%s:", what);
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < 4; k++)
            if (events[i].data.fd == own[k]) printf(" %d", k);
    }
    printf("\n");
    fflush(stdout);
}

static void probe(void) {
    thing = eventfd(0, 0);
    shared = epoll_create1(0);
    watch(shared, thing, EPOLLIN | EPOLLET);
    among_three("one epoll", waits_shared, count_one);
    thing = listener(0, 9);
    among_three("accept", accepts, connect_one);
    thing = eventfd(0, 0);
    among_three("epolls that share", waits_alone, count_one);
    thing = eventfd(0, 0);
    shared = epoll_create1(0);
    watch(shared, thing, EPOLLIN);
    among_all("one epoll, what stays true", waits_shared);
    thing = eventfd(0, 0);
    shared = epoll_create1(0);
    watch(shared, thing, EPOLLIN);
    among_all("and again", waits_twice);
    // Who began to watch last is the first to hear.
    int ends[2], epoll = epoll_create1(0);
    pipe(ends);
    for (int i = 0; i < 4; i++) {
        own[i] = i == 0 ? ends[0] : dup(ends[0]);
        watch(epoll, own[i], EPOLLIN | EPOLLET);
    }
    write(ends[1], "x", 1);
    in_order("copies of one pipe", epoll);
    in_order("once", epoll);
    epoll = epoll_create1(0);
    for (int i = 0; i < 4; i++) {
        own[i] = epoll_create1(0);
        watch(own[i], ends[0], EPOLLIN);
        watch(epoll, own[i], EPOLLIN | EPOLLET);
    }
    in_order("epolls of one pipe", epoll);
    write(ends[1], "x", 1);
    in_order("again", epoll);
    // A pipe takes packets from now on; a socket knows no such thing.
    SHOW(fcntl(ends[1], F_SETFL, O_DIRECT));
    SHOW(fcntl(ends[1], F_GETFL));
    SHOW(fcntl(thing, F_SETFL, O_DIRECT));
    SHOW(fcntl(tcp(), F_SETFL, O_DIRECT));
}
