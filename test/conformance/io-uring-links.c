// Chains of requests in io_uring: what ends one, and of which of its requests nothing is told; places that a
// socket does not have.
static void three(int op, int fd, const char *bytes, int length, int first, int second) {
    int results[4] = {-1, -1, -1, -1};
    sqe(op, fd, op == IORING_OP_SHUTDOWN ? NULL : bytes, length, 0, 1)->flags = first;
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 2)->flags = second;
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 3);
    enter(3, 0);
    // Some are done by a worker of the kernel, which waits for a processor.
    pause_ms(60);
    enter(0, 0);
    unsigned *head = word(params.cq_off.head);
    for (; *head != *word(params.cq_off.tail); ++*head) {
        struct io_uring_cqe *c = &cqes[*head & *word(params.cq_off.ring_mask)];
        results[c->user_data] = c->res;
    }
    printf("%d of %d, flags %x %x: %d %d %d\n", op, length, first, second, results[1], results[2], results[3]);
    fflush(stdout);
}

static void probe(void) {
    static const int firsts[] = {0, IOSQE_IO_LINK, IOSQE_IO_HARDLINK, IOSQE_IO_LINK | IOSQE_CQE_SKIP_SUCCESS,
                                 IOSQE_IO_HARDLINK | IOSQE_CQE_SKIP_SUCCESS};
    static const int seconds[] = {0, IOSQE_IO_LINK, IOSQE_IO_LINK | IOSQE_CQE_SKIP_SUCCESS};
    static const long places[] = {0, -1, 5};
    char bytes[10] = "abc";
    int p[2], q[2];
    make_ring(16, 0);
    socketpair(AF_UNIX, SOCK_STREAM, 0, p);
    pipe(q);
    for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 3; j++) {
            int first = firsts[i], second = seconds[j], fresh = tcp();
            three(IORING_OP_SHUTDOWN, fresh, bytes, 1, first, second);
            three(IORING_OP_SHUTDOWN, p[0], bytes, 9, first, second);
            three(IORING_OP_SHUTDOWN, q[0], bytes, 0, first, second);
            write(p[0], bytes, 3);
            three(IORING_OP_RECV, p[1], bytes, 10, first, second);
            write(q[1], bytes, 3);
            three(IORING_OP_READ, q[0], bytes, 10, first, second);
            three(IORING_OP_CLOSE, 99, NULL, 0, first, second);
            three(IORING_OP_SEND, q[0], bytes, 1, first, second);
            close(fresh);
        }
    }
    // What cannot be right ends a chain before it begins, however it is linked.
    sqe(IORING_OP_SOCKET, AF_INET, NULL, 0, 77, 1)->flags = IOSQE_IO_HARDLINK;
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 2);
    go("socket", 2, 0);
    for (int i = 0; i < 3; i++) {
        struct iovec v = {bytes, 3};
        sqe(IORING_OP_WRITE, p[0], bytes, 3, places[i], 1);
        go("write", 1, 0);
        sqe(IORING_OP_READ, p[1], bytes, 3, places[i], 2);
        go("read", 1, 0);
        sqe(IORING_OP_WRITEV, p[0], &v, 1, places[i], 3);
        go("writev", 1, 0);
        sqe(IORING_OP_READV, p[1], &v, 1, places[i], 4);
        go("readv", 1, 0);
        sqe(IORING_OP_WRITE, q[1], bytes, 3, places[i], 5);
        go("write into a pipe", 1, 0);
        sqe(IORING_OP_READ, q[0], bytes, 3, places[i], 6);
        go("read from a pipe", 1, 0);
    }
}
