// io_uring with buffers of the kernel's choice: rings of buffers, one request for many receives, and a kernel
// thread that takes requests by itself.
#include <sys/un.h>

#define ENTRIES 4
static char memory[8][16];
static struct io_uring_buf_ring *buffers;

static long set_up(int group, unsigned entries, void *addr) {
    struct io_uring_buf_reg reg = {.ring_addr = (unsigned long)addr, .ring_entries = entries, .bgid = group};
    return syscall(SYS_io_uring_register, ring, IORING_REGISTER_PBUF_RING, &reg, 1);
}

static long take_down(int group) {
    struct io_uring_buf_reg reg = {.bgid = group};
    return syscall(SYS_io_uring_register, ring, IORING_UNREGISTER_PBUF_RING, &reg, 1);
}

static void give(int id, unsigned length) {
    struct io_uring_buf *b = &buffers->bufs[buffers->tail & (ENTRIES - 1)];
    b->addr = (unsigned long)memory[id];
    b->len = length;
    b->bid = id;
    buffers->tail++;
}

static struct io_uring_sqe *receive(int fd, int group, unsigned length, int data) {
    struct io_uring_sqe *s = sqe(IORING_OP_RECV, fd, NULL, length, 0, data);
    s->flags = IOSQE_BUFFER_SELECT;
    s->buf_group = group;
    return s;
}

static void registering(void) {
    buffers = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
    SHOW(set_up(1, ENTRIES, buffers));
    SHOW(set_up(1, ENTRIES, buffers));
    SHOW(set_up(2, 3, buffers));
    SHOW(set_up(2, 0, buffers));
    SHOW(set_up(2, 65536, buffers));
    SHOW(set_up(2, ENTRIES, (char *)buffers + 8));
    SHOW(set_up(2, ENTRIES, NULL));
    SHOW(syscall(SYS_io_uring_register, ring, IORING_REGISTER_PBUF_RING, NULL, 1));
    SHOW(syscall(SYS_io_uring_register, ring, IORING_REGISTER_PBUF_RING, &params, 2));
    SHOW(take_down(9));
    SHOW(take_down(1));
    SHOW(take_down(1));
    SHOW(set_up(1, ENTRIES, buffers));
}

static void receiving(void) {
    int pair[2];
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    receive(pair[1], 1, 0, 1);
    go("none given", 1, 1);
    receive(pair[1], 7, 0, 2);
    go("no such group", 1, 1);
    give(3, 16);
    give(5, 4);
    write(pair[0], "hello", 5);
    receive(pair[1], 1, 0, 3);
    go("the first", 1, 1);
    printf("%.5s\n", memory[3]);
    write(pair[0], "abcdefgh", 8);
    receive(pair[1], 1, 16, 4);
    go("the second is small", 1, 1);
    receive(pair[1], 1, 0, 5);
    go("all are taken", 1, 1);
    give(0, 16);
    receive(pair[1], 1, 2, 6);
    go("less than a buffer", 1, 1);
    printf("%.2s\n", memory[0]);
    give(1, 16);
    receive(pair[1], 1, 0, 7);
    go("the rest", 1, 1);
    give(2, 16);
    receive(pair[1], 1, 0, 8);
    go("waits", 1, 0);
    write(pair[0], "late", 4);
    go("comes", 0, 1);
    printf("%.4s\n", memory[2]);
    give(4, 16);
    sqe(IORING_OP_READ, pair[1], NULL, 16, 0, 9)->flags = IOSQE_BUFFER_SELECT;
    sqes[(*word(params.sq_off.tail) - 1) & *word(params.sq_off.ring_mask)].buf_group = 1;
    write(pair[0], "read", 4);
    go("a read", 1, 1);
    printf("%.4s\n", memory[4]);
    give(6, 16);
    receive(pair[1], 1, 0, 10);
    close(pair[0]);
    go("the end takes none", 1, 1);
    close(pair[1]);
}

static void many(void) {
    int pair[2];
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    give(7, 16);
    receive(pair[1], 1, 0, 20)->ioprio = IORING_RECV_MULTISHOT;
    go("on and on", 1, 0);
    write(pair[0], "one", 3);
    go("one", 0, 1);
    write(pair[0], "two", 3);
    go("two", 0, 1);
    write(pair[0], "three", 5);
    go("no buffer ends it", 0, 1);
    give(0, 16);
    give(1, 4);
    receive(pair[1], 1, 0, 21)->ioprio = IORING_RECV_MULTISHOT;
    go("what was there", 1, 1);
    write(pair[0], "abcdefgh", 8);
    go("more than fits", 0, 1);
    give(2, 16);
    give(3, 16);
    receive(pair[1], 1, 0, 22)->ioprio = IORING_RECV_MULTISHOT;
    go("again", 1, 1);
    sqe(IORING_OP_ASYNC_CANCEL, -1, (void *)22, 0, 0, 23);
    go("cancelled", 1, 2);
    receive(pair[1], 1, 0, 24)->ioprio = IORING_RECV_MULTISHOT;
    close(pair[0]);
    go("the end", 1, 1);
    receive(pair[1], 1, 5, 25)->ioprio = IORING_RECV_MULTISHOT;
    go("a length", 1, 1);
    sqe(IORING_OP_RECV, pair[1], memory[0], 16, 0, 26)->ioprio = IORING_RECV_MULTISHOT;
    go("a buffer of its own", 1, 1);
    receive(pair[1], 1, 0, 27)->ioprio = IORING_RECV_MULTISHOT;
    sqes[(*word(params.sq_off.tail) - 1) & *word(params.sq_off.ring_mask)].msg_flags = MSG_WAITALL;
    go("all of it", 1, 1);
    close(pair[1]);
}

static void datagrams(void) {
    int left = socket(AF_INET, SOCK_DGRAM, 0), right = socket(AF_INET, SOCK_DGRAM, 0);
    bind_to(left, 0);
    connect_to(right, 0);
    give(4, 16);
    give(5, 16);
    receive(left, 1, 0, 30)->ioprio = IORING_RECV_MULTISHOT;
    go("datagrams", 1, 0);
    send(right, "first", 5, 0);
    send(right, "", 0, 0);
    go("two", 0, 2);
    give(6, 16);
    send(right, "after", 5, 0);
    go("does an empty one end it", 0, 0);
    sqe(IORING_OP_ASYNC_CANCEL, -1, (void *)30, 0, 0, 31);
    go("cancelled", 1, 1);
    close(left);
    close(right);
}

static void messages(void) {
    static char room[4][80];
    int left = socket(AF_INET, SOCK_DGRAM, 0), right = socket(AF_INET, SOCK_DGRAM, 0), pair[2];
    struct sockaddr_in from;
    struct iovec one = {NULL, 0};
    struct msghdr head = {.msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &one, .msg_iovlen = 1};
    bind_to(left, 3);
    bind_to(right, 4);
    connect_to(right, 3);
    sqe(IORING_OP_PROVIDE_BUFFERS, 4, room, 80, 0, 60)->buf_group = 5;
    go("room for four", 1, 1);
    struct io_uring_sqe *s = sqe(IORING_OP_RECVMSG, left, &head, 1, 0, 61);
    s->flags = IOSQE_BUFFER_SELECT;
    s->buf_group = 5;
    s->ioprio = IORING_RECV_MULTISHOT;
    go("messages", 1, 0);
    send(right, "first", 5, 0);
    send(right, "second, and longer", 18, 0);
    go("two", 0, 2);
    for (int i = 0; i < 2; i++) {
        struct io_uring_recvmsg_out *out = (void *)room[i];
        struct sockaddr_in *name = (void *)(out + 1);
        printf("%u %u %u %x, %d %d, %.*s\n", out->namelen, out->controllen, out->payloadlen, out->flags,
               name->sin_family, ntohs(name->sin_port) - base_port, (int)out->payloadlen, (char *)(name + 1));
    }
    char text[100] = "too long";
    send(right, text, 100, 0);
    go("cut", 0, 1);
    printf("%x\n", ((struct io_uring_recvmsg_out *)room[2])->flags);
    send(right, "", 0, 0);
    go("an empty one ends it", 0, 1);
    s = sqe(IORING_OP_RECVMSG, left, &head, 1, 0, 62);
    s->flags = IOSQE_BUFFER_SELECT;
    s->buf_group = 5;
    s->ioprio = IORING_RECV_MULTISHOT;
    go("no buffer", 1, 1);
    sqe(IORING_OP_PROVIDE_BUFFERS, 2, room, 20, 8, 63)->buf_group = 5;
    go("small ones", 1, 1);
    s = sqe(IORING_OP_RECVMSG, left, &head, 1, 0, 64);
    s->flags = IOSQE_BUFFER_SELECT;
    s->buf_group = 5;
    s->ioprio = IORING_RECV_MULTISHOT;
    go("no room for a head", 1, 1);
    s = sqe(IORING_OP_RECVMSG, left, &head, 1, 0, 65);
    s->flags = IOSQE_BUFFER_SELECT;
    s->buf_group = 5;
    send(right, "once", 4, 0);
    go("once", 1, 1);
    printf("%d %d %.4s\n", head.msg_namelen, ntohs(from.sin_port) - base_port, room[0] + 20 * 0);
    sqe(IORING_OP_RECVMSG, left, &head, 1, 0, 66)->ioprio = IORING_RECV_MULTISHOT;
    go("a buffer of its own", 1, 1);
    sqe(IORING_OP_RECVMSG, left, &head, 1, 0, 67)->ioprio = 64;
    go("an unknown flag", 1, 1);
    close(left);
    close(right);
}

static void provided(void) {
    int pair[2];
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    sqe(IORING_OP_PROVIDE_BUFFERS, 2, memory[0], 16, 40, 50)->buf_group = 3;
    go("two of sixteen", 1, 1);
    write(pair[0], "first", 5);
    receive(pair[1], 3, 0, 51);
    go("one of them", 1, 1);
    sqe(IORING_OP_REMOVE_BUFFERS, 9, NULL, 0, 0, 52)->buf_group = 3;
    go("removed", 1, 1);
    sqe(IORING_OP_REMOVE_BUFFERS, 1, NULL, 0, 0, 53)->buf_group = 4;
    go("no such group", 1, 1);
    sqe(IORING_OP_PROVIDE_BUFFERS, 0, memory[0], 16, 0, 54)->buf_group = 3;
    go("none", 1, 1);
    sqe(IORING_OP_PROVIDE_BUFFERS, 1, memory[0], 16, 0, 55)->buf_group = 1;
    go("into a ring", 1, 1);
    close(pair[0]);
    close(pair[1]);
}

/* The thread may have gone to sleep before it saw anything: whoever submits has to look. */
static void wake_if_asleep(void) {
    if (*word(params.sq_off.flags) & IORING_SQ_NEED_WAKEUP) {
        syscall(SYS_io_uring_enter, ring, 1, 0, IORING_ENTER_SQ_WAKEUP, NULL, 0);
    }
}

static void polled(void) {
    int pair[2];
    make_ring(8, IORING_SETUP_SQPOLL);
    pipe(pair);
    sqe(IORING_OP_WRITE, pair[1], "taken", 5, -1, 40);
    wake_if_asleep();
    for (int i = 0; i < 1000 && *word(params.cq_off.tail) == 0; i++) pause_ms(1);
    go("taken by the thread", 0, 0);
    SHOW(*word(params.sq_off.head));
    sqe(IORING_OP_READ, pair[0], memory[0], 16, -1, 41);
    wake_if_asleep();
    go("waits for it", 1, 1);
    printf("%.5s\n", memory[0]);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 42);
    sqe(99, -1, NULL, 0, 0, 43);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 44);
    wake_if_asleep();
    go("three", 0, 3);
    close(ring);
    static const unsigned tried[] = {4, 6, 0x102, 0x302, 0x2002, 0x3002, 0x42};
    for (unsigned i = 0; i < sizeof tried / sizeof *tried; i++) {
        struct io_uring_params p = {.flags = tried[i]};
        int fd = syscall(SYS_io_uring_setup, 4, &p);
        printf("flags %x: ", tried[i]);
        show("io_uring_setup", fd < 0 ? fd : 0);
        if (fd >= 0) close(fd);
    }
    memset(&params, 0, sizeof params);
    params.flags = IORING_SETUP_SQPOLL;
    params.sq_thread_idle = 20;
    ring = syscall(SYS_io_uring_setup, 4, &params);
    rings = mmap(NULL, params.sq_off.array + 16, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
    sqes = mmap(NULL, 256, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
    cqes = (struct io_uring_cqe *)(rings + params.cq_off.cqes);
    pause_ms(300);
    SHOW(*word(params.sq_off.flags));
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 45);
    pause_ms(30);
    go("asleep", 0, 0);
    SHOW(syscall(SYS_io_uring_enter, ring, 1, 0, IORING_ENTER_SQ_WAKEUP, NULL, 0));
    go("awake", 0, 1);
    SHOW(syscall(SYS_io_uring_enter, ring, 0, 0, IORING_ENTER_SQ_WAIT, NULL, 0));
}

static void probe(void) {
    make_ring(8, 0);
    registering();
    receiving();
    many();
    datagrams();
    provided();
    messages();
    polled();
}
