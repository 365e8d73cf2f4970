// Edges that no other probe has: vectors, lengths of queues, full tables, forged credentials, wait4(2).
#include <linux/sockios.h>

static char a_bytes[8], b_bytes[8];

static void vectors(int a, int b) {
    struct iovec out[3] = {{"ab", 2}, {NULL, 0}, {"cdef", 4}}, in[2] = {{a_bytes, 4}, {b_bytes, 8}};
    SHOW(writev(a, out, 3));
    pause_ms(5);
    SHOW(readv(b, in, 2));
    printf("%.4s %.2s\n", a_bytes, b_bytes);
    SHOW(writev(a, out, 0));
    SHOW(readv(b, in, 0));
    SHOW(writev(a, out, 1025));
    SHOW(readv(b, in, -1));
    struct iovec nowhere[2] = {{"xy", 2}, {(void *)8, 4}}, negative = {a_bytes, -1};
    SHOW(writev(a, nowhere, 2));
    SHOW(writev(a, &negative, 1));
    SHOW(readv(b, (void *)8, 1));
    nonblocking(b);
    pause_ms(5);
    SHOW(readv(b, in, 2));
    SHOW(readv(b, in, 2));
    SHOW(writev(99, out, 1));
}

static int queued(int fd, unsigned long request) {
    int n = -1;
    return ioctl(fd, request, &n) < 0 ? -1 : n;
}

static void queues(int a, int b, int server) {
    char bytes[100] = "";
    SHOW(queued(a, SIOCOUTQ));
    SHOW(send(a, bytes, 100, 0));
    pause_ms(60);
    SHOW(queued(b, SIOCINQ));
    SHOW(queued(a, SIOCOUTQ));
    SHOW(queued(a, SIOCOUTQNSD));
    SHOW(queued(server, SIOCOUTQ));
    SHOW(queued(server, SIOCINQ));
    SHOW(queued(server, SIOCOUTQNSD));
    SHOW(queued(tcp(), SIOCOUTQ));
    SHOW(queued(0, SIOCOUTQ));
    shutdown(a, SHUT_WR);
    pause_ms(5);
    SHOW(queued(b, SIOCINQ));
    SHOW(read(b, bytes, 100));
    SHOW(queued(b, SIOCINQ));
    SHOW(ioctl(b, SIOCINQ, (void *)8));
}

static void errors(void) {
    int fd = tcp(), error = -1;
    socklen_t length = sizeof error;
    nonblocking(fd);
    SHOW(connect_to(fd, 77));
    pause_ms(5);
    SHOW(getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length));
    printf("%s\n", errno_text(error));
    SHOW(getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length));
    SHOW(error);
    SHOW(setsockopt(fd, SOL_SOCKET, SO_ERROR, &error, length));
    SHOW(connect_to(fd, 77));
    pause_ms(5);
    // Whoever asks first is told.
    SHOW(connect_to(fd, 77));
    SHOW(getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length));
    SHOW(error);
}

static void full(int server) {
    int fds[2], waits = client(0);
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    int next = dup(0), soft = limit.rlim_cur;
    close(next);
    limit.rlim_cur = next;
    setrlimit(RLIMIT_NOFILE, &limit);
    SHOW(accept4(server, NULL, NULL, SOCK_CLOEXEC));
    SHOW(accept4(server, NULL, NULL, 1));
    SHOW(accept4(99, NULL, NULL, SOCK_CLOEXEC));
    SHOW(socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
    SHOW(pipe2(fds, O_CLOEXEC));
    SHOW(pipe2(fds, 1));
    SHOW(epoll_create1(0));
    SHOW(dup3(0, next, 0));
    SHOW(fcntl(0, F_DUPFD_CLOEXEC, next - 1));
    limit.rlim_cur = soft;
    setrlimit(RLIMIT_NOFILE, &limit);
    // The connection that could not be had is still there.
    SHOW(accept4(server, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK) == next);
    SHOW(fcntl(next, F_GETFD));
    SHOW((fcntl(next, F_GETFL) & O_NONBLOCK) != 0);
    SHOW(pipe2(fds, O_CLOEXEC | O_NONBLOCK));
    SHOW(fcntl(fds[1], F_GETFD));
    SHOW(dup3(fds[0], fds[1], O_CLOEXEC) == fds[1]);
    SHOW(dup3(fds[0], fds[0], 0));
    SHOW(dup3(fds[0], fds[1], O_NONBLOCK));
    close(waits);
}

static long say(int fd, struct ucred *creds) {
    char room[CMSG_SPACE(sizeof *creds)] = "";
    struct iovec piece = {"who", 3};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_CREDENTIALS;
    header->cmsg_len = CMSG_LEN(sizeof *creds);
    memcpy(CMSG_DATA(header), creds, sizeof *creds);
    return sendmsg(fd, &message, 0);
}

static void credentials(void) {
    int pair[2];
    char bytes[8], room[100];
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    option(pair[1], SOL_SOCKET, SO_PASSCRED, 1);
    struct ucred own = {getpid(), getuid(), getgid()}, forged = {getpid(), 7, 8}, nobody = {999999, 0, 0};
    SHOW(say(pair[0], &own));
    SHOW(say(pair[0], &forged));
    SHOW(say(pair[0], &nobody));
    for (int i = 0; i < 2; i++) {
        struct iovec piece = {bytes, 8};
        struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
        SHOW(recvmsg(pair[1], &message, MSG_DONTWAIT));
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        struct ucred got;
        memcpy(&got, CMSG_DATA(header), sizeof got);
        printf("  %d %d %d\n", got.pid == getpid(), got.uid, got.gid);
    }
}

static void waits(void) {
    struct rusage usage;
    int status = -1;
    pid_t pid = fork();
    if (pid == 0) _exit(9);
    SHOW(wait4(pid, &status, 0, &usage) == pid);
    SHOW(WEXITSTATUS(status));
    SHOW(usage.ru_utime.tv_sec);
    SHOW(wait4(pid, &status, 0, NULL));
    SHOW(wait4(-1, &status, 0x1000, NULL));
    pid = fork();
    if (pid == 0) pause();
    SHOW(wait4(pid, &status, WNOHANG, &usage));
    kill(pid, SIGSTOP);
    SHOW(wait4(0, &status, WUNTRACED, NULL) == pid);
    printf("%x\n", status);
    kill(pid, SIGCONT);
    SHOW(wait4(-getpgrp(), &status, WCONTINUED, NULL) == pid);
    printf("%x\n", status);
    kill(pid, SIGTERM);
    SHOW(wait4(pid, NULL, 0, NULL) == pid);
}

static void probe(void) {
    int server = listener(0, 5), a = client(0), b = accept(server, NULL, NULL);
    vectors(a, b);
    queues(a, b, server);
    errors();
    full(server);
    credentials();
    waits();
}
