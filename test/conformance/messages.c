// sendmmsg(2) and recvmmsg(2): several messages in one call, and what ends them early. preadv, pwritev.
#include <sys/uio.h>

static struct mmsghdr list[4];
static struct iovec pieces[4];
static char texts[4][16];

static void lay(size_t room) {
    memset(list, 0, sizeof list);
    for (int i = 0; i < 4; i++) {
        pieces[i] = (struct iovec){texts[i], room};
        list[i].msg_hdr.msg_iov = &pieces[i];
        list[i].msg_hdr.msg_iovlen = 1;
    }
}

static void lengths(int count) {
    for (int i = 0; i < count; i++) printf(" %u:%.*s", list[i].msg_len, (int)list[i].msg_len, texts[i]);
    printf("\n");
}

static void probe(void) {
    struct sockaddr_in to = at(0), from[4];
    int s = socket(AF_INET, SOCK_DGRAM, 0), r = socket(AF_INET, SOCK_DGRAM, 0);
    bind_to(r, 0);
    lay(3);
    for (int i = 0; i < 4; i++) {
        memset(texts[i], 'a' + i, 16);
        list[i].msg_hdr.msg_name = &to;
        list[i].msg_hdr.msg_namelen = sizeof to;
    }
    pieces[2].iov_len = 5;
    SHOW(sendmmsg(s, list, 4, 0));
    lengths(4);
    lay(16);
    memset(texts, 0, sizeof texts);
    list[1].msg_hdr.msg_name = &from[1];
    list[1].msg_hdr.msg_namelen = sizeof from[1];
    SHOW(recvmmsg(r, list, 2, 0, NULL));
    lengths(2);
    printf("%d %d\n", list[1].msg_hdr.msg_namelen, from[1].sin_family);
    SHOW(recvmmsg(r, list, 4, MSG_WAITFORONE, NULL));
    lengths(2);
    SHOW(recvmmsg(r, list, 4, MSG_DONTWAIT, NULL));
    SHOW(sendto(s, "one", 3, 0, (struct sockaddr *)&to, sizeof to));
    SHOW(recvmmsg(r, list, 4, MSG_DONTWAIT, NULL));
    struct timespec time = {0, 0};
    SHOW(sendto(s, "one", 3, 0, (struct sockaddr *)&to, sizeof to));
    SHOW(sendto(s, "two", 3, 0, (struct sockaddr *)&to, sizeof to));
    SHOW(recvmmsg(r, list, 4, 0, &time));
    SHOW(time.tv_sec + time.tv_nsec);
    SHOW(recvmmsg(r, list, 4, MSG_WAITFORONE, NULL));
    time.tv_nsec = 2000000000;
    SHOW(recvmmsg(r, list, 4, 0, &time));
    SHOW(recvmmsg(r, list, 4, 0, (struct timespec *)8));
    SHOW(recvmmsg(99, list, 4, 0, NULL));
    SHOW(recvmmsg(0, list, 4, 0, NULL));
    SHOW(recvmmsg(r, list, 0, 0, NULL));
    SHOW(sendmmsg(99, list, 0, 0));
    SHOW(sendmmsg(0, list, 1, 0));
    SHOW(sendmmsg(s, list, 0, 0));
    SHOW(sendmmsg(s, (struct mmsghdr *)8, 1, 0));
    lay(3);
    SHOW(sendmmsg(s, list, 2, 0));
    list[0].msg_hdr.msg_name = &to;
    list[0].msg_hdr.msg_namelen = sizeof to;
    // The second has nowhere to go; the first has been sent.
    SHOW(sendmmsg(s, list, 2, 0));
    SHOW(recvmmsg(r, list, 1, 0, NULL));
    int l = listener(1, 5), c = client(1), a = accept(l, NULL, NULL);
    lay(4);
    SHOW(sendmmsg(c, list, 4, 0));
    lay(16);
    SHOW(recvmmsg(a, list, 4, MSG_WAITFORONE, NULL));
    SHOW(list[0].msg_len);
    close(c);
    SHOW(recvmmsg(a, list, 2, 0, NULL));
    SHOW(sendmmsg(l, list, 2, MSG_NOSIGNAL));

    // What ends a call early after its first message is told at the next.
    int pair[2];
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    lay(4);
    list[1].msg_hdr.msg_iov = (struct iovec *)8;
    SHOW(sendmmsg(pair[0], list, 3, 0));
    SHOW(sendmmsg(pair[0], list, 1, 0));
    SHOW(recvmmsg(pair[1], list, 2, 0, NULL));
    SHOW(recv(pair[1], texts[0], 4, MSG_DONTWAIT));
    SHOW(recv(pair[1], texts[0], 4, MSG_DONTWAIT));
    SHOW(shutdown(pair[0], SHUT_WR));
    close(pair[1]);
    SHOW(sendmmsg(pair[0], list, 1, MSG_NOSIGNAL));

    char name[64], b[16] = "";
    snprintf(name, sizeof name, "/tmp/probe-%d", base_port);
    int f = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
    struct iovec two[2] = {{"abc", 3}, {"defg", 4}}, in[2] = {{b, 2}, {b + 2, 10}};
    SHOW(pwritev(f, two, 2, 2));
    SHOW(preadv(f, in, 2, 3));
    printf("%s\n", b);
    SHOW(lseek(f, 0, SEEK_CUR));
    SHOW(preadv(f, in, 2, -1));
    SHOW(preadv(s, in, 2, 0));
    SHOW(preadv(99, in, 2, 0));
    SHOW(preadv(f, in, 2000, 0));
    SHOW(pwritev(f, (struct iovec *)8, 1, 0));
    unlink(name);
}
