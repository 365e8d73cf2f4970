// sendfile(2), splice(2), MSG_ZEROCOPY: bytes that go from one descriptor to another.
#include <linux/errqueue.h>
#include <sys/sendfile.h>

static char bytes[100];

static void got(const char *what, ssize_t n) {
    show(what, n);
    if (n > 0) printf("  \"%.*s\"\n", (int)(n > 60 ? 60 : n), bytes);
}

static void files(int a, int b) {
    char name[] = "/tmp/movingXXXXXX";
    int file = mkstemp(name), pipes[2], pair[2];
    unlink(name);
    write(file, "0123456789abcdef", 16);
    lseek(file, 0, SEEK_SET);
    off_t at = 4;
    SHOW(sendfile(a, file, NULL, 5));
    SHOW(lseek(file, 0, SEEK_CUR));
    SHOW(sendfile(a, file, &at, 6));
    SHOW(at);
    SHOW(lseek(file, 0, SEEK_CUR));
    at = 14;
    SHOW(sendfile(a, file, &at, 100));
    SHOW(sendfile(a, file, &at, 100));
    at = -1;
    SHOW(sendfile(a, file, &at, 1));
    SHOW(sendfile(a, file, (void *)8, 1));
    SHOW(sendfile(a, a, NULL, 1));
    SHOW(sendfile(a, 99, NULL, 1));
    SHOW(sendfile(99, file, NULL, 1));
    SHOW(sendfile(tcp(), file, NULL, 3));
    pause_ms(10);
    got("recv", recv(b, bytes, sizeof bytes, MSG_DONTWAIT));
    pipe(pipes);
    at = 0;
    SHOW(sendfile(pipes[1], file, &at, 4));
    got("read", read(pipes[0], bytes, sizeof bytes));
    SHOW(sendfile(file, pipes[0], NULL, 4));
    at = 2;
    loff_t in = 2;
    SHOW(splice(file, &in, pipes[1], NULL, 5, 0));
    SHOW(in);
    SHOW(splice(pipes[0], NULL, a, NULL, 3, 0));
    SHOW(splice(pipes[0], NULL, a, NULL, 100, SPLICE_F_NONBLOCK));
    SHOW(splice(pipes[0], NULL, a, NULL, 100, SPLICE_F_NONBLOCK));
    SHOW(splice(a, NULL, b, NULL, 100, 0));
    SHOW(splice(file, NULL, a, NULL, 100, 0));
    SHOW(splice(pipes[0], &in, a, NULL, 100, 0));
    SHOW(splice(file, &in, pipes[0], NULL, 1, 0));
    SHOW(splice(pipes[0], NULL, 99, NULL, 1, 0));
    SHOW(splice(pipes[0], NULL, a, NULL, 0, 0));
    SHOW(splice(pipes[0], NULL, pipes[1], NULL, 1, 0));
    pause_ms(10);
    SHOW(splice(b, NULL, pipes[1], NULL, 2, 0));
    got("read", read(pipes[0], bytes, sizeof bytes));
    got("recv", recv(b, bytes, sizeof bytes, MSG_DONTWAIT));
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    at = 0;
    SHOW(sendfile(pair[0], file, &at, 7));
    got("recv", recv(pair[1], bytes, sizeof bytes, MSG_DONTWAIT));
    shutdown(a, SHUT_WR);
    SHOW(sendfile(a, file, &at, 1));
    pause_ms(10);
    SHOW(splice(b, NULL, pipes[1], NULL, 2, 0));
    close(pipes[1]);
    SHOW(splice(pipes[0], NULL, b, NULL, 2, 0));
}

static void completion(int fd) {
    char control[100];
    struct msghdr head = {.msg_control = control, .msg_controllen = sizeof control};
    int n = recvmsg(fd, &head, MSG_ERRQUEUE);
    show("completion", n);
    if (n < 0) return;
    struct cmsghdr *c = CMSG_FIRSTHDR(&head);
    struct sock_extended_err e;
    memcpy(&e, CMSG_DATA(c), sizeof e);
    printf("  flags %x level %d type %d errno %d origin %d code %d from %u to %u\n", head.msg_flags,
           c->cmsg_level, c->cmsg_type, e.ee_errno, e.ee_origin, e.ee_code, e.ee_info, e.ee_data);
}

static void zerocopy(int a, int b) {
    SHOW(send(a, "without", 7, MSG_ZEROCOPY));
    completion(a);
    SHOW(option(a, SOL_SOCKET, SO_ZEROCOPY, 1));
    SHOW(send(a, "first", 5, MSG_ZEROCOPY));
    SHOW(send(a, "second", 6, MSG_ZEROCOPY));
    // Of nothing there is nothing to tell, and no number is taken.
    SHOW(send(a, "", 0, MSG_ZEROCOPY));
    SHOW(send(a, "plain", 5, 0));
    SHOW(send(a, "third", 5, MSG_ZEROCOPY));
    pause_ms(20);
    got("recv", recv(b, bytes, sizeof bytes, 0));
    pause_ms(20);
    show_poll("poll", a);
    completion(a);
    completion(a);
    show_poll("poll", a);
    SHOW(send(a, "fourth", 6, MSG_ZEROCOPY));
    got("recv", recv(b, bytes, sizeof bytes, 0));
    pause_ms(20);
    completion(a);
    completion(a);
}

static void probe(void) {
    int server = listener(0, 5), a = client(0), b = accept(server, NULL, NULL);
    zerocopy(a, b);
    files(a, b);
}
