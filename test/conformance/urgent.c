// Urgent data: where Linux itself refuses MSG_OOB, and what there is where nobody has sent any.
#include <sys/un.h>

static void probe(void) {
    char byte;
    int mark = 7, on = 1;
    int server = listener(0, 5), a = client(0), b = accept(server, NULL, NULL);
    SHOW(recv(b, &byte, 1, MSG_OOB));
    SHOW(recv(b, &byte, 1, MSG_OOB | MSG_DONTWAIT));
    SHOW(ioctl(b, SIOCATMARK, &mark));
    SHOW(mark);
    send(a, "abc", 3, 0);
    pause_ms(10);
    SHOW(recv(b, &byte, 1, MSG_OOB));
    SHOW(setsockopt(b, SOL_SOCKET, SO_OOBINLINE, &on, sizeof on));
    SHOW(recv(b, &byte, 1, MSG_OOB));
    SHOW(recv(b, &byte, 1, 0));
    show_poll("poll", b);
    SHOW(recv(server, &byte, 1, MSG_OOB));
    SHOW(recv(tcp(), &byte, 1, MSG_OOB));
    SHOW(ioctl(server, SIOCATMARK, &mark));
    int left = socket(AF_INET, SOCK_DGRAM, 0), right = socket(AF_INET, SOCK_DGRAM, 0);
    bind_to(left, 1);
    connect_to(right, 1);
    SHOW(send(right, "x", 1, MSG_OOB));
    SHOW(recv(left, &byte, 1, MSG_OOB | MSG_DONTWAIT));
    SHOW(ioctl(left, SIOCATMARK, &mark));
    int pair[2];
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    SHOW(send(pair[0], "x", 1, MSG_OOB));
    SHOW(recv(pair[1], &byte, 1, MSG_OOB | MSG_DONTWAIT));
    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair);
    SHOW(send(pair[0], "x", 1, MSG_OOB));
    SHOW(recv(pair[1], &byte, 1, MSG_OOB | MSG_DONTWAIT));
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    SHOW(recv(pair[1], &byte, 1, MSG_OOB | MSG_DONTWAIT));
    SHOW(ioctl(pair[1], SIOCATMARK, &mark));
    SHOW(mark);
}
