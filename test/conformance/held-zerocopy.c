// MSG_ZEROCOPY of what is held back: nothing is told before the last of it has left.
#include <linux/errqueue.h>

static char bytes[200000];

static void told(const char *when, int fd) {
    for (;;) {
        char control[200];
        struct msghdr head = {.msg_control = control, .msg_controllen = sizeof control};
        if (recvmsg(fd, &head, MSG_ERRQUEUE) < 0) {
            printf("%s: %s\n", when, errno_text(errno));
            return;
        }
        struct sock_extended_err *e = (void *)CMSG_DATA(CMSG_FIRSTHDR(&head));
        printf("%s: code %d, from %u to %u\n", when, e->ee_code, e->ee_info, e->ee_data);
    }
}

static void read_all(int fd, int count) {
    for (int n = 0; n < count;) n += recv(fd, bytes, sizeof bytes, 0);
    pause_ms(20);
}

static void probe(void) {
    int server = listener(0, 5), a = client(0), b = accept(server, NULL, NULL);
    option(a, SOL_SOCKET, SO_ZEROCOPY, 1);
    SHOW(send(a, bytes, 10, MSG_ZEROCOPY | MSG_MORE));
    pause_ms(5);
    told("more is to come", a);
    show_poll("poll", a);
    SHOW(send(a, bytes, 10, 0));
    read_all(b, 20);
    told("it has come", a);
    SHOW(send(a, bytes, 10, MSG_ZEROCOPY | MSG_MORE));
    SHOW(send(a, bytes, 10, MSG_ZEROCOPY | MSG_MORE));
    pause_ms(5);
    told("two", a);
    pause_ms(400);
    told("nobody waits longer than 200 ms", a);
    read_all(b, 20);
    option(a, IPPROTO_TCP, TCP_CORK, 1);
    SHOW(send(a, bytes, 100000, MSG_ZEROCOPY));
    pause_ms(20);
    told("corked", a);
    option(a, IPPROTO_TCP, TCP_CORK, 0);
    read_all(b, 100000);
    told("uncorked", a);
    close(b);
    close(a);
    // What a reset has thrown away was never copied.
    a = client(0), b = accept(server, NULL, NULL);
    option(a, SOL_SOCKET, SO_ZEROCOPY, 1);
    SHOW(send(a, bytes, 10, MSG_ZEROCOPY | MSG_MORE));
    struct linger none = {1, 0};
    setsockopt(b, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    close(b);
    pause_ms(20);
    told("reset", a);
    close(a);
    close(server);
}
