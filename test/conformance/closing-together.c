/* When a process ends, or many descriptors are closed by one call, the connections end in an order: that of
 * the highest number each had, from the highest down. Who watches them by epoll sees it.
 */
#include <sys/wait.h>

#define MANY 6

static int door, ends[MANY], watch;

static void opened(int offset, int *asking) {
    door = listener(offset, MANY);
    for (int i = 0; i < MANY; i++) asking[i] = client(offset);
}

static void watch_all(void) {
    watch = epoll_create1(0);
    for (int i = 0; i < MANY; i++) {
        ends[i] = accept(door, NULL, NULL);
        struct epoll_event event = {EPOLLRDHUP | EPOLLET, {.u32 = i}};
        epoll_ctl(watch, EPOLL_CTL_ADD, ends[i], &event);
    }
}

static void show_order(const char *what) {
    struct epoll_event events[MANY];
    int count = epoll_wait(watch, events, MANY, 0);
    printf("%s:", what);
    for (int i = 0; i < count; i++) printf(" %u", events[i].data.u32);
    printf("\n");
    fflush(stdout);
    for (int i = 0; i < MANY; i++) close(ends[i]);
    close(watch);
    close(door);
}

/* A child with connections that waits until it is told to go on. */
static int child(int offset, int go, void (*prepare)(int *asking)) {
    int pid = fork();
    if (pid > 0) return pid;
    int asking[MANY];
    char byte;
    close(door);
    for (int i = 0; i < MANY; i++) asking[i] = client(offset);
    if (prepare) prepare(asking);
    read(go, &byte, 1);
    _exit(0);
}

static void doubled(int *asking) {
    dup2(asking[0], 200);
    dup2(asking[3], 150);
    dup2(asking[4], 180);
}

static void until_exec(int *asking) {
    for (int i = 0; i < MANY; i++) fcntl(asking[i], F_SETFD, FD_CLOEXEC);
    pause_ms(100);
    execlp("sleep", "sleep", "1", NULL);
}

static void probe(void) {
    static const char *const names[] = {"exit", "exit, some twice", "kill", "exec"};
    for (int round = 0; round < 4; round++) {
        int go[2];
        pipe(go);
        door = listener(round, MANY);
        int pid = child(round, go[0], round == 1 ? doubled : round == 3 ? until_exec : NULL);
        watch_all();
        pause_ms(30);
        if (round == 2) kill(pid, SIGKILL);
        else if (round < 2) write(go[1], "x", 1);
        pause_ms(200);
        show_order(names[round]);
        waitpid(pid, NULL, 0);
        close(go[0]);
        close(go[1]);
    }

    int asking[MANY];
    opened(5, asking);
    watch_all();
    close_range(asking[0], asking[MANY - 1], 0);
    pause_ms(20);
    show_order("close_range");
}
