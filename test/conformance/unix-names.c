// Names of AF_UNIX sockets: one set for each type, who may send to whom, and senders without a name.
#include <sys/un.h>

static struct sockaddr_un named = {AF_UNIX, "\0probe"};
#define NAME ((struct sockaddr *)&named), 8

static int fresh(int type) { return socket(AF_UNIX, type | SOCK_NONBLOCK, 0); }

/* Receives, and tells how much of a name came along. */
static void from(const char *what, int fd, int room) {
    char bytes[8];
    unsigned char name[120];
    socklen_t length = room;
    memset(name, 0xee, sizeof name);
    show(what, recvfrom(fd, bytes, sizeof bytes, MSG_DONTWAIT, (struct sockaddr *)name, &length));
    int written = sizeof name;
    while (written > 0 && name[written - 1] == 0xee) written--;
    printf("  %d %d\n", (int)length, written);
}

static void probe(void) {
    int a = fresh(SOCK_DGRAM), b = fresh(SOCK_DGRAM), c = fresh(SOCK_DGRAM), pair[2];
    struct sockaddr_un other = {AF_UNIX, "\0other"};
    SHOW(bind(a, NAME));
    SHOW(bind(fresh(SOCK_DGRAM), NAME));
    SHOW(bind(fresh(SOCK_STREAM), NAME));
    SHOW(bind(fresh(SOCK_SEQPACKET), NAME));
    SHOW(connect(fresh(SOCK_STREAM), NAME));
    SHOW(connect(b, NAME));
    SHOW(write(b, "x", 1));
    from("nameless", a, 110);
    SHOW(bind(b, (struct sockaddr *)&other, 8));
    SHOW(write(b, "x", 1));
    from("named", a, 110);
    SHOW(write(b, "x", 1));
    from("named, cut", a, 3);
    SHOW(write(b, "x", 1));
    from("negative", a, -1);
    from("it is gone", a, 110);
    // Who has a peer hears of nobody else.
    SHOW(connect(a, (struct sockaddr *)&other, 8));
    SHOW(connect(c, NAME));
    SHOW(sendto(c, "x", 1, 0, NAME));
    SHOW(connect(c, (struct sockaddr *)&other, 8));
    SHOW(write(a, "x", 1));
    SHOW(recv(b, pair, 1, 0));
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    write(pair[0], "x", 1);
    from("a stream", pair[1], 110);
    // An error comes before messages, and after a stream's bytes.
    for (int type = SOCK_STREAM; type <= SOCK_SEQPACKET; type += SOCK_SEQPACKET - SOCK_STREAM) {
        char bytes[4];
        socketpair(AF_UNIX, type, 0, pair);
        write(pair[0], "ab", 2), write(pair[1], "cd", 2);
        close(pair[0]);
        SHOW(read(pair[1], bytes, 4));
        SHOW(read(pair[1], bytes, 4));
        SHOW(read(pair[1], bytes, 4));
        close(pair[1]);
    }
    int server = listener(0, 5), to = client(0), s = accept(server, NULL, NULL);
    write(to, "xy", 2);
    pause_ms(5);
    from("tcp", s, 16);
    write(to, "xy", 2);
    pause_ms(5);
    from("tcp, negative", s, -1);
    from("tcp, gone too", s, 16);
}
