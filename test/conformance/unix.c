// AF_UNIX: names, queues, ends, and the errors of all kinds of misuse.
#include <stddef.h>
#include <sys/un.h>

static char big[1 << 20];

static struct sockaddr_un un(const char *name) {
    struct sockaddr_un address;
    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    snprintf(address.sun_path, sizeof address.sun_path, "%s", name);
    return address;
}

static void fill(int type, int size) {
    int pair[2], queued;
    socketpair(AF_UNIX, type | SOCK_NONBLOCK, 0, pair);
    long writes = 0, bytes = 0;
    for (int n; (n = write(pair[0], big, size)) > 0; writes++) bytes += n;
    ioctl(pair[0], TIOCOUTQ, &queued);
    printf("type %d, %d bytes: %ld writes, %ld bytes, %s, charged %d\n", type, size, writes, bytes,
           errno_text(errno), queued);
    ioctl(pair[1], FIONREAD, &queued);
    printf("unread %d\n", queued);
    close(pair[0]);
    close(pair[1]);
}

static void queues(void) {
    for (int size = 1; size <= 1000000; size *= 10) fill(SOCK_STREAM, size);
    for (int size = 1; size <= 100000; size *= 10) fill(SOCK_DGRAM, size);
    fill(SOCK_SEQPACKET, 100);
    int pair[2];
    socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair);
    SHOW(write(pair[0], big, 212900));
    SHOW(write(pair[0], big, 212992));
    SHOW(write(pair[1], "", 0));
    SHOW(read(pair[0], big, 10));
    SHOW(send(pair[1], "longer than asked", 17, 0));
    SHOW(recv(pair[0], big, 6, MSG_PEEK));
    SHOW(recv(pair[0], big, 6, MSG_TRUNC));
    SHOW(recv(pair[0], big, 6, MSG_DONTWAIT));
    close(pair[0]);
    close(pair[1]);
}

static void names(const char *stream, const char *datagram) {
    struct sockaddr_un a = un(datagram), b = un(stream), other;
    socklen_t length;
    int d = socket(AF_UNIX, SOCK_DGRAM, 0), c = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    SHOW(bind(d, (struct sockaddr *)&a, sizeof a));
    long sent = 0;
    while (sendto(c, "x", 1, 0, (struct sockaddr *)&a, sizeof a) == 1) sent++;
    printf("a queue of %ld, then %s\n", sent, errno_text(errno));
    show_poll("unconnected", c);
    SHOW(connect(c, (struct sockaddr *)&a, sizeof a));
    show_poll("connected to a full queue", c);
    SHOW(recv(d, big, 10, 0));
    show_poll("with room for one", c);
    int l = socket(AF_UNIX, SOCK_STREAM, 0);
    SHOW(listen(l, 1));
    SHOW(bind(l, (struct sockaddr *)&b, sizeof b));
    SHOW(listen(l, 1));
    for (int i = 0; i < 3; i++) {
        int k = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
        SHOW(connect(k, (struct sockaddr *)&b, sizeof b));
    }
    SHOW(connect(c, (struct sockaddr *)&b, sizeof b));
    int k = socket(AF_UNIX, SOCK_STREAM, 0);
    SHOW(connect(k, (struct sockaddr *)&a, sizeof a));
    other = un("/tmp/nobody-made-this");
    SHOW(connect(k, (struct sockaddr *)&other, sizeof other));
    other = un("/etc/hosts");
    SHOW(connect(k, (struct sockaddr *)&other, sizeof other));
    SHOW(bind(k, (struct sockaddr *)&other, sizeof other));
    other = un("/no-such-folder/x");
    SHOW(bind(k, (struct sockaddr *)&other, sizeof other));
    SHOW(write(k, "x", 1));
    SHOW(read(k, big, 1));
    SHOW(sendto(k, "x", 1, 0, (struct sockaddr *)&b, sizeof b));
    SHOW(connect(k, (struct sockaddr *)&b, 1));
    SHOW(listen(c, 1));
    SHOW(accept(k, NULL, NULL));
    SHOW(accept(c, NULL, NULL));
    SHOW(bind(k, (struct sockaddr *)&b, 2));
    length = sizeof other;
    SHOW(getsockname(k, (struct sockaddr *)&other, &length));
    printf("an automatic name: %d bytes, the first %d\n", length, other.sun_path[0]);
    SHOW(bind(k, (struct sockaddr *)&b, 2));
    SHOW(bind(k, (struct sockaddr *)&b, sizeof b));
    length = sizeof other;
    int q = accept(l, (struct sockaddr *)&other, &length);
    printf("accepted %d: %d bytes, family %d\n", q > 0, length, other.sun_family);
    length = sizeof other;
    getsockname(q, (struct sockaddr *)&other, &length);
    printf("%d: same name %d\n", length == 2 + strlen(stream) + 1, !strcmp(other.sun_path, stream));
    length = sizeof other;
    SHOW(getpeername(q, (struct sockaddr *)&other, &length));
    printf("%d\n", length);
    close(l);
    SHOW(connect(k, (struct sockaddr *)&b, sizeof b));
    show_poll("accepted, its listener closed", q);
    SHOW(unlink(stream));
    SHOW(connect(k, (struct sockaddr *)&b, sizeof b));
    close(d);
    SHOW(send(c, "x", 1, 0));
    SHOW(send(c, "x", 1, 0));
    SHOW(sendto(c, "x", 1, 0, (struct sockaddr *)&a, sizeof a));
    SHOW(unlink(datagram));
    close(c), close(k), close(q);
}

static void ends(void) {
    int pair[2];
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    SHOW(write(pair[0], "abc", 3));
    close(pair[1]);
    SHOW(read(pair[0], big, 4));
    SHOW(read(pair[0], big, 4));
    SHOW(write(pair[0], "x", 1));
    show_poll("peer gone", pair[0]);
    close(pair[0]);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    SHOW(write(pair[0], "abc", 3));
    close(pair[0]);
    SHOW(read(pair[1], big, 2));
    SHOW(read(pair[1], big, 4));
    SHOW(read(pair[1], big, 4));
    SHOW(write(pair[1], "x", 1));
    close(pair[1]);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    SHOW(shutdown(pair[0], SHUT_WR));
    SHOW(read(pair[1], big, 4));
    SHOW(write(pair[0], "x", 1));
    SHOW(write(pair[1], "x", 1));
    show_poll("half", pair[1]);
    close(pair[0]), close(pair[1]);
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    close(pair[1]);
    SHOW(write(pair[0], "x", 1));
    SHOW(recv(pair[0], big, 1, MSG_DONTWAIT));
    close(pair[0]);
    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair);
    SHOW(write(pair[0], "one", 3));
    SHOW(write(pair[0], "two", 3));
    SHOW(read(pair[1], big, 2));
    SHOW(read(pair[1], big, 9));
    close(pair[0]);
    SHOW(read(pair[1], big, 9));
    close(pair[1]);
}

static void odds(void) {
    int pair[2], value = 0;
    socklen_t length = sizeof value;
    struct ucred creds;
    SHOW(close(socket(AF_UNIX, SOCK_RAW, 0)));
    SHOW(close(socket(AF_UNIX, SOCK_STREAM, AF_UNIX)));
    SHOW(socket(AF_UNIX, SOCK_STREAM, 5));
    SHOW(socket(AF_UNIX, SOCK_RDM, 0));
    SHOW(socketpair(AF_UNIX, SOCK_RDM, 0, pair));
    SHOW(socketpair(AF_INET, SOCK_STREAM, 0, pair));
    int t = socket(AF_UNIX, SOCK_STREAM, 0), d = socket(AF_UNIX, SOCK_DGRAM, 0);
    show_poll("fresh stream", t);
    show_poll("fresh datagram", d);
    SHOW(send(d, "x", 1, 0));
    SHOW(getsockopt(t, SOL_SOCKET, SO_TYPE, &value, &length));
    SHOW(value);
    SHOW(getsockopt(t, SOL_SOCKET, SO_DOMAIN, &value, &length));
    SHOW(value);
    SHOW(getsockopt(t, SOL_SOCKET, SO_SNDBUF, &value, &length));
    SHOW(value);
    SHOW(getsockopt(t, IPPROTO_TCP, TCP_NODELAY, &value, &length));
    SHOW(option(t, IPPROTO_TCP, TCP_NODELAY, 1));
    SHOW(option(t, SOL_SOCKET, SO_REUSEPORT, 1));
    length = sizeof creds;
    SHOW(getsockopt(t, SOL_SOCKET, SO_PEERCRED, &creds, &length));
    printf("%d %d %d\n", creds.pid, creds.uid, creds.gid);
    struct sockaddr_un name = un("");
    memcpy(name.sun_path + 1, "abstract", 8);
    name.sun_path[9] = (char)(base_port & 0x7f);
    SHOW(bind(t, (struct sockaddr *)&name, 2 + 10));
    SHOW(listen(t, 1));
    int c = socket(AF_UNIX, SOCK_STREAM, 0);
    SHOW(bind(c, (struct sockaddr *)&name, 2 + 10));
    SHOW(connect(c, (struct sockaddr *)&name, 2 + 11));
    SHOW(connect(c, (struct sockaddr *)&name, 2 + 10));
    SHOW(connect(c, (struct sockaddr *)&name, 2 + 10));
    length = sizeof creds;
    getsockopt(c, SOL_SOCKET, SO_PEERCRED, &creds, &length);
    printf("pid %d, uid %d\n", creds.pid == getpid(), creds.uid == getuid());
    length = sizeof name;
    SHOW(getpeername(c, (struct sockaddr *)&name, &length));
    printf("%d %.8s\n", length, name.sun_path + 1);
    close(t);
    SHOW(read(c, big, 1));
    SHOW(pending_error(c) != NULL);
}

static void probe(void) {
    char stream[64], datagram[64];
    snprintf(stream, sizeof stream, "/tmp/probe-%d.s", base_port);
    snprintf(datagram, sizeof datagram, "/tmp/probe-%d.d", base_port);
    unlink(stream);
    unlink(datagram);
    queues();
    names(stream, datagram);
    ends();
    odds();
}
