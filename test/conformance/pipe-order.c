// tee(2), splice(2), vmsplice(2) and sendfile(2) where several things are wrong or missing: which is told first;
// whether the signal of a broken pipe comes with it; packets that go through; who says that nobody waits.
#include <sys/eventfd.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>

static char page[70000] __attribute__((aligned(4096))), in[70000] __attribute__((aligned(4096)));
static volatile sig_atomic_t pipes;

static void piped(int signo) { pipes++; }

#define BROKEN(call) (pipes = 0, show(#call, (long)(call)), printf("    signals: %d\n", pipes))

static int p[2], q[2], b[2], pair[2], file, event;
static loff_t at_five = 5;

static void fresh(int flags) {
    for (int fd = 3; fd < 30; fd++) close(fd);
    pipe2(p, O_NONBLOCK | flags);
    pipe2(q, O_NONBLOCK | flags);
    pipe2(b, O_NONBLOCK | flags);
    close(b[0]);
    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair);
    file = open("/tmp/pipe-order", O_RDWR | O_CREAT | O_TRUNC, 0600);
    unlink("/tmp/pipe-order");
    event = eventfd(0, EFD_NONBLOCK);
}

static void orders(void) {
    fresh(0);
    // A place in a pipe, before its direction.
    SHOW(splice(p[1], NULL, q[0], &at_five, 5, 0));
    SHOW(splice(p[1], &at_five, q[1], NULL, 5, 0));
    SHOW(splice(p[0], (void *)8, file, NULL, 5, 0));
    SHOW(splice(file, (void *)8, p[0], NULL, 5, 0));
    SHOW(splice(p[1], NULL, q[1], NULL, 5, 0));
    // Nothing is moved, whatever the descriptors are.
    SHOW(tee(99, 99, 0, 0));
    SHOW(tee(99, 99, 0, 16));
    struct iovec none = {page, 0}, some = {page, 9};
    SHOW(vmsplice(pair[0], &none, 1, 0));
    SHOW(vmsplice(event, &none, 1, 0));
    SHOW(vmsplice(pair[0], &some, 1, 0));
    SHOW(vmsplice(99, &none, 1, 0));
    // Something must be there before anybody asks who reads.
    BROKEN(tee(p[0], b[1], 5, SPLICE_F_NONBLOCK));
    BROKEN(splice(p[0], NULL, b[1], NULL, 5, SPLICE_F_NONBLOCK));
    SHOW(write(p[1], page, 100));
    BROKEN(tee(p[0], b[1], 5, SPLICE_F_NONBLOCK));
    BROKEN(splice(p[0], NULL, b[1], NULL, 5, SPLICE_F_NONBLOCK));
    BROKEN(vmsplice(b[1], &some, 1, 0));
    BROKEN(splice(file, NULL, b[1], NULL, 5, 0));
    BROKEN(splice(event, NULL, b[1], NULL, 5, 0));
    BROKEN(sendfile(b[1], file, NULL, 5));
    BROKEN(sendfile(b[1], file, NULL, 0));
    BROKEN(sendfile(b[1], p[0], NULL, 5));
    BROKEN(sendfile(b[1], file, (void *)8, 5));
    // A pipe that is full says so before anybody asks what is to come.
    SHOW(write(q[1], page, 70000));
    SHOW(sendfile(q[1], event, NULL, 5));
    SHOW(sendfile(q[1], file, NULL, 5));
    SHOW(sendfile(q[1], p[0], NULL, 5));
    SHOW(splice(event, NULL, q[1], NULL, 5, 0));
    SHOW(splice(pair[0], NULL, q[1], NULL, 5, 0));
    SHOW(splice(p[0], NULL, q[1], NULL, 5, 0));
    SHOW(read(q[0], in, 70000));
    SHOW(sendfile(q[1], event, NULL, 5));
    SHOW(sendfile(q[1], p[0], NULL, 5));
    SHOW(sendfile(event, file, NULL, 5));
    SHOW(sendfile(event, event, NULL, 0));
    SHOW(sendfile(event, pair[0], NULL, 0));
    SHOW(write(file, page, 100));
    off_t start = 0;
    SHOW(sendfile(event, file, &start, 5));
    SHOW(sendfile(99, file, (void *)8, 5));
    SHOW(sendfile(99, pair[0], &start, 5));
    SHOW(sendfile(99, file, &start, -1));
    SHOW(sendfile(file, 99, &start, 5));
    SHOW(splice(p[0], NULL, event, NULL, 5, 0));
}

static void packets(void) {
    int status[2];
    fresh(O_DIRECT);
    for (int i = 0; i < 2; i++) status[i] = fcntl(p[i], F_GETFL);
    printf("%x %x\n", status[0], status[1]);
    struct iovec out = {in, 1000};
    for (int round = 0; round < 5; round++) {
        write(p[1], page, 10);
        write(p[1], page, 20);
        write(p[1], page, 30);
        if (round == 0) SHOW(vmsplice(p[0], &out, 1, 0));
        if (round == 1) SHOW(splice(p[0], NULL, pair[0], NULL, 1000, 0));
        if (round == 2) SHOW(splice(p[0], NULL, q[1], NULL, 25, 0));
        if (round == 3) SHOW(tee(p[0], q[1], 45, 0));
        if (round == 4) SHOW(splice(p[0], NULL, file, NULL, 15, 0));
        for (int i = 0; i < 4; i++) SHOW(read(q[0], in, 5));
        for (int i = 0; i < 4; i++) SHOW(read(p[0], in, 12));
    }
    SHOW(lseek(file, 0, SEEK_END));
}

/* Whole slots change hands: sixteen of them are a full pipe, however little they hold. */
static void slots(void) {
    fresh(0);
    fcntl(q[1], F_SETPIPE_SZ, 4096 * 4);
    for (int i = 0; i < 6; i++) write(p[1], page, 4095 - i);
    SHOW(splice(p[0], NULL, q[1], NULL, 70000, 0));
    show_poll("taker", q[1]);
    SHOW(splice(p[0], NULL, q[1], NULL, 70000, 0));
    SHOW(read(q[0], in, 70000));
    SHOW(tee(p[0], q[1], 10, 0));
    SHOW(write(q[1], page, 100));
    SHOW(write(p[1], page, 100));
    SHOW(tee(p[0], q[1], 70000, 0));
    SHOW(read(q[0], in, 70000));
    SHOW(splice(p[0], NULL, q[1], NULL, 70000, 0));
    // What has come whole may be written on.
    SHOW(write(q[1], page, 1));
    SHOW(fcntl(q[1], F_SETPIPE_SZ, 8192));
    SHOW(read(q[0], in, 70000));
}

/* Either end may say that nobody waits. */
static void patience(void) {
    fresh(0);
    fcntl(p[0], F_SETFL, 0);
    SHOW(tee(p[0], q[1], 5, 0));
    SHOW(splice(p[0], NULL, q[1], NULL, 5, 0));
    fcntl(p[0], F_SETFL, O_NONBLOCK);
    fcntl(q[1], F_SETFL, 0);
    SHOW(tee(p[0], q[1], 5, 0));
    SHOW(splice(p[0], NULL, q[1], NULL, 5, 0));
    fcntl(q[1], F_SETFL, O_NONBLOCK);
    SHOW(write(p[1], page, 5));
    SHOW(write(q[1], page, 70000));
    fcntl(q[1], F_SETFL, 0);
    SHOW(tee(p[0], q[1], 5, 0));
    SHOW(splice(p[0], NULL, q[1], NULL, 5, 0));
}

/* Messages through splice(2): those without bytes are taken, too. */
static void messages(void) {
    int u = socket(AF_UNIX, SOCK_SEQPACKET, 0), s[2];
    fresh(0);
    SHOW(splice(p[0], NULL, u, NULL, 10, 0));
    for (int type = SOCK_STREAM; type <= SOCK_SEQPACKET; type++) {
        if (type != SOCK_STREAM && type != SOCK_DGRAM && type != SOCK_SEQPACKET) continue;
        socketpair(AF_UNIX, type, 0, s);
        nonblocking(s[0]);
        nonblocking(s[1]);
        write(p[1], page, 6);
        SHOW(splice(p[0], NULL, s[0], NULL, 4, 0));
        SHOW(splice(p[0], NULL, s[0], NULL, 40, 0));
        for (int i = 0; i < 2; i++) SHOW(read(s[1], in, 10));
        write(s[0], "abc", 3);
        write(s[0], "def", 3);
        write(s[0], "", 0);
        write(s[0], "g", 1);
        SHOW(splice(s[1], NULL, p[1], NULL, 2, 0));
        for (int i = 0; i < 4; i++) SHOW(splice(s[1], NULL, p[1], NULL, 20, 0));
        SHOW(read(p[0], in, 10));
        shutdown(s[0], 1);
        SHOW(splice(s[1], NULL, p[1], NULL, 20, 0));
        write(p[1], "z", 1);
        SHOW(splice(p[0], NULL, s[0], NULL, 20, 0));
        SHOW(read(p[0], in, 10));
    }
    // A packet is written behind what has come whole from a pipe of pages.
    fresh(0);
    pipe2(b, O_NONBLOCK | O_DIRECT);
    write(p[1], page, 7);
    SHOW(splice(p[0], NULL, b[1], NULL, 100, 0));
    SHOW(write(b[1], page, 70000));
}

static void probe(void) {
    signal(SIGPIPE, piped);
    orders();
    packets();
    slots();
    patience();
    messages();
}
