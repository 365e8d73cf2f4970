/* What the probes of io_uring share: a ring used by hand, as there is no liburing everywhere. */
#include <linux/io_uring.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#ifndef IORING_TIMEOUT_MULTISHOT
#define IORING_TIMEOUT_MULTISHOT 64
#endif
#ifndef IORING_SEND_ZC_REPORT_USAGE
#define IORING_SEND_ZC_REPORT_USAGE 8
#endif

static struct io_uring_params params;
static struct io_uring_sqe *sqes;
static struct io_uring_cqe *cqes;
static unsigned char *rings;
static int ring;

static unsigned *word(unsigned offset) { return (unsigned *)(rings + offset); }

static void make_ring(unsigned entries, unsigned flags) {
    memset(&params, 0, sizeof params);
    params.flags = flags;
    ring = syscall(SYS_io_uring_setup, entries, &params);
    if (ring < 0) {
        perror("io_uring_setup");
        exit(1);
    }
    size_t size = params.sq_off.array + 4 * params.sq_entries;
    rings = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
    sqes = mmap(NULL, 64 * params.sq_entries, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
    cqes = (struct io_uring_cqe *)(rings + params.cq_off.cqes);
}

static struct io_uring_sqe *sqe(int op, int fd, const void *addr, unsigned len, unsigned long off, unsigned long data) {
    unsigned tail = *word(params.sq_off.tail), i = tail & *word(params.sq_off.ring_mask);
    struct io_uring_sqe *s = &sqes[i];
    memset(s, 0, sizeof *s);
    s->opcode = op;
    s->fd = fd;
    s->addr = (unsigned long)addr;
    s->len = len;
    s->off = off;
    s->user_data = data;
    word(params.sq_off.array)[i] = i;
    *word(params.sq_off.tail) = tail + 1;
    return s;
}

static long enter(unsigned submit, unsigned wait) {
    return syscall(SYS_io_uring_enter, ring, submit, wait, wait ? IORING_ENTER_GETEVENTS : 0, NULL, 0);
}

/* Submits, waits, and prints what has come. */
static void go(const char *text, unsigned submit, unsigned wait) {
    show(text, enter(submit, wait));
    unsigned *head = word(params.cq_off.head);
    while (*head != *word(params.cq_off.tail)) {
        struct io_uring_cqe *c = &cqes[*head & *word(params.cq_off.ring_mask)];
        printf("    %d: %d", (int)c->user_data, c->res);
        if (c->flags) printf(" flags %x", c->flags);
        printf("\n");
        ++*head;
    }
    fflush(stdout);
}
