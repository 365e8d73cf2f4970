// Forking, naming threads, and arguments that few programs give.
#include <pthread.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static int to_main[2], to_thread[2];

static void *thread(void *seen) {
    char name[16] = "";
    SHOW(prctl(PR_SET_NAME, "worker-with-a-long-name"));
    prctl(PR_GET_NAME, name);
    printf("the thread is %s\n", name);
    write(to_main[1], "x", 1);
    read(to_thread[0], name, 1);
    prctl(PR_GET_NAME, name);
    printf("the thread is %s\n", name);
    return seen;
}

static void of_process(const char *whose) {
    int pdeathsig = -1, reaper = -1;
    prctl(PR_GET_PDEATHSIG, &pdeathsig);
    prctl(PR_GET_CHILD_SUBREAPER, &reaper);
    printf("%s: %d %d %d %d\n", whose, pdeathsig, reaper, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0),
           prctl(PR_GET_DUMPABLE));
    fflush(stdout);
}

static void inherited(void) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    of_process("parent");
    if (fork() == 0) {
        of_process("child");
        _exit(0);
    }
    wait(NULL);
    SHOW(prctl(PR_GET_KEEPCAPS));
    SHOW(prctl(PR_GET_SECCOMP));
    SHOW(prctl(PR_CAPBSET_READ, 0));
    SHOW(prctl(PR_CAPBSET_READ, 99));
    SHOW(prctl(PR_SET_PDEATHSIG, 65));
}

static void names(void) {
    char name[16] = "";
    pthread_t id;
    prctl(PR_SET_NAME, "first");
    pipe(to_main);
    pipe(to_thread);
    pthread_create(&id, NULL, thread, NULL);
    read(to_main[0], name, 1);
    SHOW(pthread_getname_np(id, name, sizeof name));
    printf("seen as %s\n", name);
    SHOW(pthread_setname_np(id, "renamed"));
    SHOW(pthread_setname_np(id, "much too long a name") == ERANGE);
    write(to_thread[1], "x", 1);
    pthread_join(id, NULL);
    prctl(PR_GET_NAME, name);
    printf("the process is %s\n", name);
    SHOW(pthread_setname_np(pthread_self(), "again"));
    prctl(PR_GET_NAME, name);
    printf("%s\n", name);
    prctl(PR_SET_NAME, "other");
    pthread_getname_np(pthread_self(), name, sizeof name);
    printf("%s\n", name);
    SHOW(pthread_getname_np(pthread_self(), name, 5) == ERANGE);
    if (fork() == 0) {
        prctl(PR_GET_NAME, name);
        printf("forked: %s\n", name);
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
}

static void files(void) {
    int fd = memfd_create("x", MFD_ALLOW_SEALING);
    off_t in = 0, out = 10;
    SHOW(write(fd, "0123456789", 10));
    SHOW(copy_file_range(fd, &in, fd, &out, 4096, 0));
    printf("%d %d\n", (int)in, (int)out);
    in = 0, out = 9;
    SHOW(copy_file_range(fd, &in, fd, &out, 10, 0));
    in = 20, out = 0;
    SHOW(copy_file_range(fd, &in, fd, &out, 100, 0));
    in = 30, out = 30;
    SHOW(copy_file_range(fd, &in, fd, &out, 100, 0));
    SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
    SHOW(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4));
    SHOW(fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 4));
    SHOW(fallocate(fd, 0, 0, 4));
    int grow = memfd_create("y", MFD_ALLOW_SEALING);
    SHOW(fcntl(grow, F_ADD_SEALS, F_SEAL_GROW));
    SHOW(fallocate(grow, FALLOC_FL_KEEP_SIZE, 0, 4));
    SHOW(fallocate(grow, 0, 0, 4));
    SHOW(fallocate(grow, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4));
    struct statx about;
    SHOW(statx(AT_FDCWD, "/tmp", 0x2000 | 0x4000, STATX_BASIC_STATS, &about));
    SHOW(statx(AT_FDCWD, "/tmp", 0x2000, STATX_BASIC_STATS, &about));
    SHOW(faccessat(AT_FDCWD, "/tmp", R_OK, 0x4000));
    SHOW(faccessat(AT_FDCWD, "/tmp", R_OK, AT_EACCESS));
    SHOW(faccessat(AT_FDCWD, "/tmp", R_OK, AT_SYMLINK_NOFOLLOW));
    SHOW(faccessat(AT_FDCWD, "/tmp", R_OK, AT_EMPTY_PATH));
    SHOW(access("/tmp", 8));
}

static void locked(void) {
    SHOW(mlock((void *)4096, 4096) < 0 && errno == ENOMEM);
    SHOW(munlock((void *)4096, 4096) < 0 && errno == ENOMEM);
    SHOW(mlock((void *)4096, 0));
    int local;
    SHOW(mlock(&local, sizeof local));
    SHOW(munlock(&local, sizeof local));
}

static void corked(void) {
    int a = socket(AF_INET, SOCK_DGRAM, 0), x = socket(AF_INET, SOCK_DGRAM, 0), y = socket(AF_INET, SOCK_DGRAM, 0);
    char buffer[20];
    bind_to(x, 1);
    bind_to(y, 2);
    struct sockaddr_in to = at(1), other = at(2);
    to.sin_addr.s_addr = other.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    SHOW(sendto(a, "one", 3, MSG_MORE, (void *)&to, sizeof to));
    SHOW(connect_to(a, 2));
    SHOW(send(a, "two", 3, 0));
    SHOW(recv(x, buffer, 20, MSG_DONTWAIT));
    SHOW(recv(y, buffer, 20, MSG_DONTWAIT));
    int b = socket(AF_INET, SOCK_DGRAM, 0);
    SHOW(sendto(b, "one", 3, MSG_MORE, (void *)&to, sizeof to));
    SHOW(sendto(b, "two", 3, 0, (void *)&other, sizeof other));
    SHOW(recv(x, buffer, 20, MSG_DONTWAIT));
    SHOW(recv(y, buffer, 20, MSG_DONTWAIT));
    SHOW(sendto(b, "one", 3, MSG_MORE, (void *)&to, sizeof to));
    SHOW(send(b, "two", 3, 0));
    SHOW(recv(x, buffer, 20, MSG_DONTWAIT));
    int c = socket(AF_INET, SOCK_DGRAM, 0);
    connect_to(c, 1);
    SHOW(send(c, "one", 3, MSG_MORE));
    SHOW(connect_to(c, 2));
    SHOW(send(c, "two", 3, 0));
    SHOW(recv(x, buffer, 20, MSG_DONTWAIT));
    SHOW(recv(y, buffer, 20, MSG_DONTWAIT));
}

// Errors that are kept share the receive buffer with datagrams.
static void errors(int payload, int queued) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0), kept = 0, on = 1, size = 8000;
    char buffer[1500] = "";
    setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    bind_to(fd, 3);
    connect_to(fd, 3);
    for (int i = 0; i < queued; i++) send(fd, buffer, 1, 0);
    connect_to(fd, 4);
    for (int i = 0; i < 60; i++) send(fd, buffer, payload, 0);
    while (recv(fd, buffer, sizeof buffer, MSG_ERRQUEUE | MSG_DONTWAIT) >= 0) kept++;
    printf("%d bytes, %d datagrams: %d errors\n", payload, queued, kept);
    fflush(stdout);
    close(fd);
}

/* Requests with older names, limits of time that have passed, locks that are no more. */
static void older(void) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0), owner = getpid(), told = -1, nobody = 999999;
    struct timeval passed = {-5, 1}, endless = {0x7fffffffffffffff, 0}, limit;
    socklen_t length = sizeof limit;
    struct timespec soon = {0, 0};
    SHOW(ioctl(fd, 0x8903, &told));
    SHOW(told);
    SHOW(ioctl(fd, 0x8901, &owner));
    SHOW(ioctl(fd, 0x8904, &told));
    SHOW(told == owner);
    SHOW(fcntl(fd, F_GETOWN) == owner);
    SHOW(ioctl(fd, 0x8902, &nobody));
    SHOW(ioctl(0, 0x8903, &told));
    bind_to(fd, 7);
    SHOW(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &passed, sizeof passed));
    SHOW(recv(fd, &told, 1, 0));
    SHOW(getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, &length));
    printf("%d %d\n", (int)limit.tv_sec, (int)limit.tv_usec);
    SHOW(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &endless, sizeof endless));
    SHOW(getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, &length));
    printf("%d %d\n", (int)limit.tv_sec, (int)limit.tv_usec);
    fd = open("/dev/null", O_RDWR);
    SHOW(flock(fd, 32));
    SHOW(flock(fd, 99));
    SHOW(flock(fd, 16));
    for (unsigned flags = 0; flags < 10; flags++) SHOW(syscall(SYS_getrandom, &told, 4, flags));
    close(open("/tmp/probe-inside", O_CREAT | O_RDWR, 0600));
    SHOW(rename("/tmp/probe-inside", "/tmp"));
    SHOW(unlink("/tmp/probe-inside"));
    SHOW(prctl(38, 1, 1, 0, 0));
    SHOW(prctl(38, 1, 0, 0, 0));
    SHOW(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &soon, NULL));
}

/* A signal that waits is forgotten when it is ignored from then on, and waits when it was ignored before. */
static void waiting(void) {
    sigset_t set, found;
    siginfo_t info = {.si_code = 0};
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR2);
    signal(SIGUSR2, SIG_IGN);
    sigpending(&found);
    SHOW(sigismember(&found, SIGUSR2));
    raise(SIGUSR2);
    sigpending(&found);
    SHOW(sigismember(&found, SIGUSR2));
    signal(SIGUSR2, SIG_DFL);
    sigpending(&found);
    SHOW(sigismember(&found, SIGUSR2));
    signal(SIGUSR2, SIG_IGN);
    SHOW(syscall(SYS_rt_sigqueueinfo, 999999, SIGUSR1, &info));
    info.si_code = -1;
    SHOW(syscall(SYS_rt_sigqueueinfo, 999999, SIGUSR1, &info));
}

static void probe(void) {
    older();
    waiting();
    inherited();
    names();
    files();
    locked();
    corked();
    errors(1, 0);
    errors(1400, 0);
    errors(100, 2);
    errors(300, 2);
}
