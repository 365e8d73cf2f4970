// Descriptors of processes, waitid(2) and close_range(2).
#include <linux/kcmp.h>
#include <sys/syscall.h>

static int fds[8];

static int open_pid(pid_t pid, unsigned flags) { return syscall(SYS_pidfd_open, pid, flags); }

static int send_to(int fd, int signo, siginfo_t *info, unsigned flags) {
    return syscall(SYS_pidfd_send_signal, fd, signo, info, flags);
}

static pid_t child(int ms, int status) {
    pid_t pid = fork();
    if (pid) return pid;
    if (ms < 0) pause();
    pause_ms(ms);
    _exit(status);
}

static void told(const char *what, int result, pid_t pid, siginfo_t *info) {
    show(what, result);
    printf("  signo %d code %d status %d %s\n", info->si_signo, info->si_code, info->si_status,
           info->si_pid == pid ? "the child" : info->si_pid ? "another" : "nobody");
    memset(info, 0, sizeof *info);
}

static void waiting(void) {
    siginfo_t info = {0};
    pid_t pid = child(10, 3);
    told("nothing yet", waitid(P_PID, pid, &info, WEXITED | WNOHANG), pid, &info);
    told("looked at", waitid(P_PID, pid, &info, WEXITED | WNOWAIT), pid, &info);
    told("again", waitid(P_ALL, 0, &info, WEXITED | WNOWAIT), pid, &info);
    told("taken", waitid(P_PID, pid, &info, WEXITED), pid, &info);
    SHOW(waitid(P_PID, pid, &info, WEXITED));
    SHOW(waitid(P_PID, 0, &info, WEXITED));
    SHOW(waitid(P_ALL, 0, &info, 0));
    SHOW(waitid(P_ALL, 0, &info, WNOHANG));
    SHOW(waitid(P_ALL, 0, &info, WEXITED | 0x10000));
    SHOW(waitid(77, 0, &info, WEXITED));
    SHOW(waitid(P_PIDFD, 99, &info, WEXITED));
    SHOW(waitid(P_PIDFD, 0, &info, WEXITED));
    SHOW(waitid(P_PIDFD, -1, &info, WEXITED));
    pid = child(-1, 0);
    kill(pid, SIGSTOP);
    told("stopped", waitid(P_PID, pid, &info, WSTOPPED), pid, &info);
    kill(pid, SIGCONT);
    told("continued", waitid(P_PGID, 0, &info, WCONTINUED), pid, &info);
    kill(pid, SIGKILL);
    told("killed", waitid(P_PGID, getpgrp(), &info, WEXITED | WSTOPPED), pid, &info);
    SHOW(waitid(P_ALL, 0, NULL, WEXITED));
    pid = child(0, 7);
    SHOW(waitid(P_PID, pid, NULL, WEXITED));
}

static void pidfds(void) {
    siginfo_t info = {0};
    pid_t pid = child(20, 5);
    int fd = open_pid(pid, 0);
    SHOW(fcntl(fd, F_GETFD));
    SHOW(fcntl(fd, F_GETFL));
    show_poll("alive", fd);
    SHOW(read(fd, &info, 8));
    SHOW(write(fd, &info, 8));
    SHOW(lseek(fd, 0, SEEK_SET));
    int epoll = epoll_create1(0);
    struct epoll_event event = {EPOLLIN, {.fd = 1}};
    SHOW(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event));
    SHOW(send_to(fd, 0, NULL, 0));
    struct pollfd one = {fd, POLLIN, 0};
    SHOW(poll(&one, 1, -1));
    SHOW(one.revents);
    SHOW(epoll_wait(epoll, &event, 1, 0));
    told("P_PIDFD", waitid(P_PIDFD, fd, &info, WEXITED), pid, &info);
    show_poll("reaped", fd);
    SHOW(send_to(fd, 0, NULL, 0));
    SHOW(waitid(P_PIDFD, fd, &info, WEXITED));
    close(fd);
    SHOW(open_pid(pid, 0));
    SHOW(open_pid(0, 0));
    SHOW(open_pid(-1, 0));
    SHOW(open_pid(getpid(), 1));
    SHOW(fd = open_pid(getpid(), O_NONBLOCK));
    SHOW(fcntl(fd, F_GETFL));
    SHOW(waitid(P_PIDFD, fd, &info, WEXITED));
    SHOW(send_to(fd, 99, NULL, 0));
    SHOW(send_to(fd, SIGUSR1, NULL, 99));
    SHOW(send_to(0, SIGUSR1, NULL, 0));
    SHOW(send_to(99, SIGUSR1, NULL, 0));
    memset(&info, 0, sizeof info);
    SHOW(send_to(fd, SIGUSR1, &info, 0));
    SHOW(send_to(fd, SIGUSR1, (siginfo_t *)8, 0));
    close(fd);
    pid = child(-1, 0);
    fd = open_pid(pid, O_NONBLOCK);
    SHOW(waitid(P_PIDFD, fd, &info, WEXITED));
    SHOW(waitid(P_PIDFD, fd, &info, WEXITED | WNOHANG));
    SHOW(send_to(fd, SIGTERM, NULL, 0));
    pause_ms(10);
    told("killed", waitid(P_PIDFD, fd, &info, WEXITED), pid, &info);
}

static void open_some(void) {
    for (int i = 0; i < 8; i++) fcntl(0, F_DUPFD, 20 + i);
}

static void which(void) {
    for (int fd = 20; fd < 28; fd++) {
        int flags = fcntl(fd, F_GETFD);
        putchar(flags < 0 ? '.' : flags ? 'x' : 'o');
    }
    putchar('\n');
}

static void ranges(void) {
    open_some();
    which();
    SHOW(close_range(22, 24, 0));
    which();
    SHOW(close_range(25, 26, CLOSE_RANGE_CLOEXEC));
    which();
    SHOW(close_range(24, 22, 0));
    SHOW(close_range(20, 20, 1));
    SHOW(close_range(20, 20, 8));
    SHOW(close_range(26, ~0U, 0));
    which();
    SHOW(close_range(500, 600, 0));
    SHOW(close_range(20, 21, CLOSE_RANGE_UNSHARE));
    which();
}

/* 0 for the same, and no more than that it is not. */
static long same(int pid1, int pid2, int type, long a, long b) {
    long result = syscall(SYS_kcmp, pid1, pid2, type, a, b);
    return result > 0 ? 1 : result;
}

static void sameness(void) {
    int me = getpid(), fd = open("/dev/null", O_RDWR), other = open("/dev/null", O_RDWR), twin = dup(fd);
    SHOW(same(me, me, KCMP_FILE, fd, fd));
    SHOW(same(me, me, KCMP_FILE, fd, twin));
    SHOW(same(me, me, KCMP_FILE, fd, other));
    SHOW(same(me, me, KCMP_FILE, fd, 900));
    SHOW(same(me, 9999999, KCMP_FILE, fd, fd));
    SHOW(same(me, me, KCMP_VM, 0, 0));
    SHOW(same(me, me, 99, 0, 0));
    fflush(stdout);
    if (fork() == 0) {
        for (int type = KCMP_FILE; type <= KCMP_SYSVSEM; type++) printf("%d: %ld\n", type, same(me, getpid(), type, fd, twin));
        int opened = open("/dev/null", O_RDWR);
        SHOW(same(me, getpid(), KCMP_FILE, fd, opened));
        fflush(stdout);
        setuid(65534);
        SHOW(same(me, getpid(), KCMP_FILE, fd, twin));
        exit(0);
    }
    wait(NULL);
    close(fd);
    close(other);
    close(twin);
}

static void probe(void) {
    waiting();
    pidfds();
    sameness();
    ranges();
}
