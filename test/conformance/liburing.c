// A server and its client by liburing: the library's functions, and what it says of completions and times.
#include <liburing.h>
#include <sys/mman.h>

static struct io_uring ring;
/* Packets on lo came between: whether a completion about them is before or behind is a matter of load. */
static int in_any_order;

static int by_text(const void *a, const void *b) {
    return strcmp(a, b);
}

static void told(const char *what, int result) {
    struct io_uring_cqe *cqe;
    unsigned head, count = 0;
    char lines[16][60];
    if (result < 0) errno = -result;
    show(what, result < 0 ? -1 : result);
    io_uring_for_each_cqe(&ring, head, cqe) {
        char *line = lines[count++];
        line += sprintf(line, "    %llu: %d%s%s", (unsigned long long)io_uring_cqe_get_data64(cqe), cqe->res,
                        cqe->flags & IORING_CQE_F_MORE ? " more" : "", cqe->flags & IORING_CQE_F_NOTIF ? " notif" : "");
        if (cqe->flags & IORING_CQE_F_BUFFER) sprintf(line, " buffer %u", cqe->flags >> IORING_CQE_BUFFER_SHIFT);
    }
    if (in_any_order) qsort(lines, count, sizeof lines[0], by_text);
    for (unsigned i = 0; i < count; i++) printf("%s\n", lines[i]);
    io_uring_cq_advance(&ring, count);
    fflush(stdout);
}

static struct io_uring_sqe *sqe(int data) {
    struct io_uring_sqe *one = io_uring_get_sqe(&ring);
    io_uring_sqe_set_data64(one, data);
    return one;
}

static void basics(void) {
    struct io_uring_cqe *cqe, *batch[4];
    SHOW(io_uring_queue_init(0, &ring, 0));
    SHOW(io_uring_queue_init(8, &ring, 0));
    SHOW(io_uring_sq_space_left(&ring));
    SHOW(io_uring_peek_cqe(&ring, &cqe));
    SHOW(io_uring_submit(&ring));
    for (int i = 0; i < 8; i++) io_uring_prep_nop(sqe(i));
    SHOW(io_uring_get_sqe(&ring) == NULL);
    SHOW(io_uring_sq_ready(&ring));
    SHOW(io_uring_submit(&ring));
    SHOW(io_uring_cq_ready(&ring));
    SHOW(io_uring_peek_batch_cqe(&ring, batch, 4));
    SHOW(io_uring_cqe_get_data64(batch[3]));
    io_uring_cq_advance(&ring, 4);
    SHOW(io_uring_wait_cqe(&ring, &cqe));
    SHOW(io_uring_cqe_get_data64(cqe));
    io_uring_cqe_seen(&ring, cqe);
    told("the rest", io_uring_submit_and_wait(&ring, 0));
    struct __kernel_timespec soon = {0, 10000000}, later = {1, 0};
    SHOW(io_uring_wait_cqe_timeout(&ring, &cqe, &soon) == -ETIME);
    io_uring_prep_timeout(sqe(20), &soon, 0, 0);
    told("a timeout", io_uring_submit_and_wait(&ring, 1));
    io_uring_prep_nop(sqe(21));
    SHOW(io_uring_submit_and_wait_timeout(&ring, &cqe, 1, &later, NULL));
    told("with a limit", 0);
    io_uring_prep_timeout(sqe(22), &later, 0, 0);
    io_uring_submit(&ring);
    io_uring_prep_cancel64(sqe(23), 22, 0);
    told("cancelled", io_uring_submit_and_wait(&ring, 2));
    struct io_uring_probe *probe = io_uring_get_probe_ring(&ring);
    SHOW(io_uring_opcode_supported(probe, IORING_OP_RECV));
    io_uring_free_probe(probe);
}

static void talk(void) {
    static char bytes[64], pool[4][16];
    int server = listener(0, 5), group = 1, result = 0;
    struct sockaddr_in to = at(0);
    io_uring_prep_multishot_accept(sqe(1), server, NULL, NULL, 0);
    SHOW(io_uring_submit(&ring));
    int a = tcp();
    io_uring_prep_connect(sqe(2), a, (struct sockaddr *)&to, sizeof to);
    struct io_uring_cqe *cqe;
    int b = -1;
    SHOW(io_uring_submit_and_wait(&ring, 2));
    for (int i = 0; i < 2; i++) {
        io_uring_wait_cqe(&ring, &cqe);
        if (io_uring_cqe_get_data64(cqe) == 1) b = cqe->res;
        io_uring_cqe_seen(&ring, cqe);
    }
    SHOW(b > 0);
    struct io_uring_buf_reg reg = {.ring_entries = 4, .bgid = group};
    struct io_uring_buf_ring *buffers = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
    reg.ring_addr = (unsigned long)buffers;
    SHOW(io_uring_register_buf_ring(&ring, &reg, 0));
    io_uring_buf_ring_init(buffers);
    for (int i = 0; i < 4; i++) io_uring_buf_ring_add(buffers, pool[i], 16, i, io_uring_buf_ring_mask(4), i);
    io_uring_buf_ring_advance(buffers, 4);
    struct io_uring_sqe *many = sqe(3);
    io_uring_prep_recv_multishot(many, b, NULL, 0, 0);
    many->buf_group = group;
    io_uring_sqe_set_flags(many, IOSQE_BUFFER_SELECT);
    SHOW(io_uring_submit(&ring));
    io_uring_prep_send(sqe(4), a, "hello", 5, 0);
    told("sent", io_uring_submit_and_wait(&ring, 2));
    printf("%.5s\n", pool[0]);
    struct io_uring_sqe *first = sqe(5);
    io_uring_prep_write(first, a, "linked", 6, 0);
    io_uring_sqe_set_flags(first, IOSQE_IO_LINK);
    io_uring_prep_shutdown(sqe(6), a, SHUT_WR);
    in_any_order = 1;
    told("linked", io_uring_submit_and_wait(&ring, 4));
    in_any_order = 0;
    io_uring_prep_send(sqe(7), b, "back", 4, 0);
    io_uring_prep_recv(sqe(8), a, bytes, sizeof bytes, 0);
    told("and back", io_uring_submit_and_wait(&ring, 2));
    printf("%.4s\n", bytes);
    SHOW(io_uring_unregister_buf_ring(&ring, group));
    io_uring_prep_close(sqe(9), a);
    io_uring_prep_close(sqe(10), 999);
    told("closed", io_uring_submit_and_wait(&ring, 2));
    io_uring_prep_poll_add(sqe(11), server, POLLIN);
    io_uring_prep_cancel64(sqe(12), 11, 0);
    told("nobody polls the listener", io_uring_submit_and_wait(&ring, 2));
    io_uring_prep_cancel_fd(sqe(13), server, 0);
    told("nobody accepts", io_uring_submit_and_wait(&ring, 2));
    io_uring_queue_exit(&ring);
}

static void messages(void) {
    static char pool[2][100];
    int left = socket(AF_INET, SOCK_DGRAM, 0), right = socket(AF_INET, SOCK_DGRAM, 0);
    struct msghdr head = {.msg_namelen = sizeof(struct sockaddr_in)};
    struct sockaddr_in from;
    head.msg_name = &from;
    bind_to(left, 1);
    bind_to(right, 2);
    connect_to(right, 1);
    io_uring_queue_init(8, &ring, 0);
    io_uring_prep_provide_buffers(sqe(30), pool, 100, 2, 4, 0);
    struct io_uring_sqe *many = sqe(31);
    io_uring_prep_recvmsg_multishot(many, left, &head, 0);
    many->buf_group = 4;
    io_uring_sqe_set_flags(many, IOSQE_BUFFER_SELECT);
    io_uring_submit(&ring);
    send(right, "one message", 11, 0);
    told("messages", io_uring_submit_and_wait(&ring, 2));
    struct io_uring_recvmsg_out *out = io_uring_recvmsg_validate(pool[0], 43, &head);
    struct sockaddr_in *name = io_uring_recvmsg_name(out);
    unsigned length = io_uring_recvmsg_payload_length(out, 43, &head);
    printf("%d: %.*s\n", ntohs(name->sin_port) - base_port, (int)length, (char *)io_uring_recvmsg_payload(out, &head));
    SHOW(io_uring_recvmsg_validate(pool[0], 20, &head) == NULL);
    io_uring_queue_exit(&ring);
}

static void probe(void) {
    basics();
    talk();
    messages();
}
