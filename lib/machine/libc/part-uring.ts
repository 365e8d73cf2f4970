// <liburing.h>: the library that programs use instead of making io_uring's three calls by hand.
//
// One idea: most of its functions fill in an SQE, which is a row here: the parameters, the five fields that
// every operation has, and what else is set.
//
// Source: liburing 2.3's interface (io_uring_prep_read(3) and its like) and the calls that it makes, as
// strace shows them; io_uring_setup_buf_ring(3) is 2.4's.
// Departs: a program runs alone between two calls, so nothing needs barriers; no direct descriptors, no rings
// that are registered themselves, and of the rarer operations none.

import type { LibraryPart } from './parts.ts';

/** `name | parameters, - for none | opcode, descriptor, address, length, offset | what else is set` */
const PREPARED = `
nop | - | NOP, -1, NULL, 0, 0
read | int fd, void *buf, unsigned nbytes, __u64 offset | READ, fd, buf, nbytes, offset
write | int fd, const void *buf, unsigned nbytes, __u64 offset | WRITE, fd, buf, nbytes, offset
readv | int fd, const struct iovec *iovecs, unsigned count, __u64 offset | READV, fd, iovecs, count, offset
writev | int fd, const struct iovec *iovecs, unsigned count, __u64 offset | WRITEV, fd, iovecs, count, offset
read_fixed | int fd, void *buf, unsigned nbytes, __u64 offset, int index | READ_FIXED, fd, buf, nbytes, offset | buf_index = index
write_fixed | int fd, const void *buf, unsigned nbytes, __u64 offset, int index | WRITE_FIXED, fd, buf, nbytes, offset | buf_index = index
fsync | int fd, unsigned flags | FSYNC, fd, NULL, 0, 0 | fsync_flags = flags
accept | int fd, struct sockaddr *addr, socklen_t *length, int flags | ACCEPT, fd, addr, 0, (unsigned long) length | accept_flags = flags
multishot_accept | int fd, struct sockaddr *addr, socklen_t *length, int flags | ACCEPT, fd, addr, 0, (unsigned long) length | accept_flags = flags, ioprio = IORING_ACCEPT_MULTISHOT
connect | int fd, const struct sockaddr *addr, socklen_t length | CONNECT, fd, addr, 0, length
send | int fd, const void *buf, size_t length, int flags | SEND, fd, buf, length, 0 | msg_flags = flags
send_zc | int fd, const void *buf, size_t length, int flags, unsigned zc | SEND_ZC, fd, buf, length, 0 | msg_flags = flags, ioprio = zc
recv | int fd, void *buf, size_t length, int flags | RECV, fd, buf, length, 0 | msg_flags = flags
recv_multishot | int fd, void *buf, size_t length, int flags | RECV, fd, buf, length, 0 | msg_flags = flags, ioprio = IORING_RECV_MULTISHOT
sendmsg | int fd, const struct msghdr *msg, unsigned flags | SENDMSG, fd, msg, 1, 0 | msg_flags = flags
sendmsg_zc | int fd, const struct msghdr *msg, unsigned flags | SENDMSG_ZC, fd, msg, 1, 0 | msg_flags = flags
recvmsg | int fd, struct msghdr *msg, unsigned flags | RECVMSG, fd, msg, 1, 0 | msg_flags = flags
recvmsg_multishot | int fd, struct msghdr *msg, unsigned flags | RECVMSG, fd, msg, 1, 0 | msg_flags = flags, ioprio = IORING_RECV_MULTISHOT
shutdown | int fd, int how | SHUTDOWN, fd, NULL, how, 0
close | int fd | CLOSE, fd, NULL, 0, 0
socket | int domain, int type, int protocol, unsigned int flags | SOCKET, domain, NULL, protocol, type | rw_flags = flags
poll_add | int fd, unsigned mask | POLL_ADD, fd, NULL, 0, 0 | poll32_events = mask
poll_multishot | int fd, unsigned mask | POLL_ADD, fd, NULL, IORING_POLL_ADD_MULTI, 0 | poll32_events = mask
poll_remove | __u64 data | POLL_REMOVE, -1, NULL, 0, 0 | addr = data
timeout | struct __kernel_timespec *ts, unsigned count, unsigned flags | TIMEOUT, -1, ts, 1, count | timeout_flags = flags
timeout_remove | __u64 data, unsigned flags | TIMEOUT_REMOVE, -1, NULL, 0, 0 | addr = data, timeout_flags = flags
timeout_update | struct __kernel_timespec *ts, __u64 data, unsigned flags | TIMEOUT_REMOVE, -1, NULL, 0, (unsigned long) ts | addr = data, timeout_flags = flags | IORING_TIMEOUT_UPDATE
link_timeout | struct __kernel_timespec *ts, unsigned flags | LINK_TIMEOUT, -1, ts, 1, 0 | timeout_flags = flags
cancel64 | __u64 data, int flags | ASYNC_CANCEL, -1, NULL, 0, 0 | addr = data, cancel_flags = flags
cancel | void *data, int flags | ASYNC_CANCEL, -1, data, 0, 0 | cancel_flags = flags
cancel_fd | int fd, unsigned int flags | ASYNC_CANCEL, fd, NULL, 0, 0 | cancel_flags = flags | IORING_ASYNC_CANCEL_FD
openat | int dfd, const char *path, int flags, mode_t mode | OPENAT, dfd, path, mode, 0 | open_flags = flags
unlinkat | int dfd, const char *path, int flags | UNLINKAT, dfd, path, 0, 0 | unlink_flags = flags
unlink | const char *path, int flags | UNLINKAT, AT_FDCWD, path, 0, 0 | unlink_flags = flags
mkdirat | int dfd, const char *path, mode_t mode | MKDIRAT, dfd, path, mode, 0
mkdir | const char *path, mode_t mode | MKDIRAT, AT_FDCWD, path, mode, 0
epoll_ctl | int epfd, int fd, int op, struct epoll_event *event | EPOLL_CTL, epfd, event, op, fd
provide_buffers | void *buffers, int length, int count, int group, int first | PROVIDE_BUFFERS, count, buffers, length, first | buf_group = group
remove_buffers | int count, int group | REMOVE_BUFFERS, count, NULL, 0, 0 | buf_group = group`
  .trim()
  .split('\n')
  .map((row) => {
    const [name, params, fields, ...sets] = row.split(' | ');
    const list = ['struct io_uring_sqe *sqe', ...(params === '-' ? [] : [params])].join(', ');
    // What else is set may hold a `|` of its own.
    const more = sets
      .join(' | ')
      .split(', ')
      .filter((set) => set !== '');
    return { proto: `void io_uring_prep_${name}(${list})`, fields, more };
  });

const HEADER = `#define LIBURING_UDATA_TIMEOUT ((__u64) -1)
#define IO_URING_VERSION_MAJOR 2
#define IO_URING_VERSION_MINOR 3
struct io_uring_sq {
    unsigned *khead, *ktail, *kring_mask, *kring_entries, *kflags, *kdropped, *array;
    struct io_uring_sqe *sqes;
    unsigned sqe_head, sqe_tail;
    size_t ring_sz;
    void *ring_ptr;
    unsigned ring_mask, ring_entries, pad[2];
};
struct io_uring_cq {
    unsigned *khead, *ktail, *kring_mask, *kring_entries, *kflags, *koverflow;
    struct io_uring_cqe *cqes;
    size_t ring_sz;
    void *ring_ptr;
    unsigned ring_mask, ring_entries, pad[2];
};
struct io_uring {
    struct io_uring_sq sq;
    struct io_uring_cq cq;
    unsigned flags;
    int ring_fd;
    unsigned features;
    int enter_ring_fd;
    __u8 int_flags, pad[3];
    unsigned pad2;
};
#define io_uring_cqe_shift(ring) (!!((ring)->flags & IORING_SETUP_CQE32))
#define io_uring_cqe_index(ring, ptr, mask) (((ptr) & (mask)) << io_uring_cqe_shift(ring))
#define io_uring_for_each_cqe(ring, head, cqe) \\
    for (head = *(ring)->cq.khead; \\
         (cqe = head != *(ring)->cq.ktail \\
              ? &(ring)->cq.cqes[io_uring_cqe_index(ring, head, (ring)->cq.ring_mask)] : NULL); head++)
int io_uring_setup(unsigned int entries, struct io_uring_params *p);
int io_uring_enter(unsigned int fd, unsigned int to_submit, unsigned int min_complete, unsigned int flags,
                   sigset_t *sig);
int io_uring_register(unsigned int fd, unsigned int opcode, const void *arg, unsigned int nr_args);
int io_uring_queue_init(unsigned entries, struct io_uring *ring, unsigned flags);
int io_uring_queue_init_params(unsigned entries, struct io_uring *ring, struct io_uring_params *p);
void io_uring_queue_exit(struct io_uring *ring);
struct io_uring_sqe *io_uring_get_sqe(struct io_uring *ring);
unsigned io_uring_sq_ready(const struct io_uring *ring);
unsigned io_uring_sq_space_left(const struct io_uring *ring);
unsigned io_uring_cq_ready(const struct io_uring *ring);
int io_uring_submit(struct io_uring *ring);
int io_uring_submit_and_wait(struct io_uring *ring, unsigned wait_nr);
int io_uring_submit_and_wait_timeout(struct io_uring *ring, struct io_uring_cqe **cqe_ptr, unsigned wait_nr,
                                     struct __kernel_timespec *ts, sigset_t *sigmask);
int io_uring_get_events(struct io_uring *ring);
int io_uring_wait_cqe(struct io_uring *ring, struct io_uring_cqe **cqe_ptr);
int io_uring_wait_cqe_nr(struct io_uring *ring, struct io_uring_cqe **cqe_ptr, unsigned wait_nr);
int io_uring_wait_cqes(struct io_uring *ring, struct io_uring_cqe **cqe_ptr, unsigned wait_nr,
                       struct __kernel_timespec *ts, sigset_t *sigmask);
int io_uring_wait_cqe_timeout(struct io_uring *ring, struct io_uring_cqe **cqe_ptr,
                              struct __kernel_timespec *ts);
int io_uring_peek_cqe(struct io_uring *ring, struct io_uring_cqe **cqe_ptr);
unsigned io_uring_peek_batch_cqe(struct io_uring *ring, struct io_uring_cqe **cqes, unsigned count);
void io_uring_cq_advance(struct io_uring *ring, unsigned nr);
void io_uring_cqe_seen(struct io_uring *ring, struct io_uring_cqe *cqe);
void io_uring_sqe_set_data(struct io_uring_sqe *sqe, void *data);
void io_uring_sqe_set_data64(struct io_uring_sqe *sqe, __u64 data);
void io_uring_sqe_set_flags(struct io_uring_sqe *sqe, unsigned flags);
void *io_uring_cqe_get_data(const struct io_uring_cqe *cqe);
__u64 io_uring_cqe_get_data64(const struct io_uring_cqe *cqe);
void io_uring_prep_rw(int op, struct io_uring_sqe *sqe, int fd, const void *addr, unsigned len, __u64 offset);
void io_uring_prep_send_set_addr(struct io_uring_sqe *sqe, const struct sockaddr *addr, __u16 length);
struct io_uring_recvmsg_out *io_uring_recvmsg_validate(void *buf, int buf_len, struct msghdr *msgh);
void *io_uring_recvmsg_name(struct io_uring_recvmsg_out *o);
void *io_uring_recvmsg_payload(struct io_uring_recvmsg_out *o, struct msghdr *msgh);
unsigned int io_uring_recvmsg_payload_length(struct io_uring_recvmsg_out *o, int buf_len, struct msghdr *msgh);
int io_uring_register_buffers(struct io_uring *ring, const struct iovec *iovecs, unsigned nr_iovecs);
int io_uring_unregister_buffers(struct io_uring *ring);
int io_uring_register_files(struct io_uring *ring, const int *files, unsigned nr_files);
int io_uring_unregister_files(struct io_uring *ring);
int io_uring_register_files_update(struct io_uring *ring, unsigned off, const int *files, unsigned nr_files);
int io_uring_register_eventfd(struct io_uring *ring, int fd);
int io_uring_unregister_eventfd(struct io_uring *ring);
int io_uring_enable_rings(struct io_uring *ring);
int io_uring_register_probe(struct io_uring *ring, struct io_uring_probe *p, unsigned nr);
struct io_uring_probe *io_uring_get_probe_ring(struct io_uring *ring);
struct io_uring_probe *io_uring_get_probe(void);
void io_uring_free_probe(struct io_uring_probe *probe);
int io_uring_opcode_supported(const struct io_uring_probe *p, int op);
int io_uring_register_buf_ring(struct io_uring *ring, struct io_uring_buf_reg *reg, unsigned int flags);
int io_uring_unregister_buf_ring(struct io_uring *ring, int bgid);
struct io_uring_buf_ring *io_uring_setup_buf_ring(struct io_uring *ring, unsigned int nentries, int bgid,
                                                  unsigned int flags, int *ret);
int io_uring_free_buf_ring(struct io_uring *ring, struct io_uring_buf_ring *br, unsigned int nentries,
                           int bgid);
int io_uring_buf_ring_mask(__u32 ring_entries);
void io_uring_buf_ring_init(struct io_uring_buf_ring *br);
void io_uring_buf_ring_add(struct io_uring_buf_ring *br, void *addr, unsigned int len, unsigned short bid,
                           int mask, int buf_offset);
void io_uring_buf_ring_advance(struct io_uring_buf_ring *br, int count);
void io_uring_buf_ring_cq_advance(struct io_uring *ring, struct io_uring_buf_ring *br, int count);
${PREPARED.map(({ proto }) => `${proto};`).join('\n')}`;

const PREPARE = PREPARED.map(({ proto, fields, more }) => {
  const [op, fd, ...rest] = fields.split(', ');
  const lines = [`io_uring_prep_rw(IORING_OP_${op}, sqe, ${[fd, ...rest].join(', ')});`];
  for (const set of more) lines.push(`sqe->${set};`);
  return `${proto} {\n${lines.map((line) => `    ${line}\n`).join('')}}\n`;
}).join('\n');

const SOURCE = `#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MASK_BYTES 8

int io_uring_setup(unsigned int entries, struct io_uring_params *p) {
    return __syscall(SYS_io_uring_setup, entries, p);
}

int io_uring_enter(unsigned int fd, unsigned int to_submit, unsigned int min_complete, unsigned int flags,
                   sigset_t *sig) {
    return __syscall(SYS_io_uring_enter, fd, to_submit, min_complete, flags, sig, MASK_BYTES);
}

int io_uring_register(unsigned int fd, unsigned int opcode, const void *arg, unsigned int nr_args) {
    return __syscall(SYS_io_uring_register, fd, opcode, arg, nr_args);
}

static void *map(struct io_uring *ring, size_t size, unsigned long at) {
    return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring->ring_fd, at);
}

int io_uring_queue_init_params(unsigned entries, struct io_uring *ring, struct io_uring_params *p) {
    struct io_uring_sq *sq = &ring->sq;
    struct io_uring_cq *cq = &ring->cq;
    int fd = io_uring_setup(entries, p);
    if (fd < 0) return fd;
    memset(ring, 0, sizeof *ring);
    ring->ring_fd = ring->enter_ring_fd = fd;
    ring->flags = p->flags;
    ring->features = p->features;
    size_t cqe = p->flags & IORING_SETUP_CQE32 ? 32 : 16, sqe = p->flags & IORING_SETUP_SQE128 ? 128 : 64;
    size_t array = p->sq_off.array + p->sq_entries * 4, end = p->cq_off.cqes + p->cq_entries * cqe;
    sq->ring_sz = cq->ring_sz = array > end ? array : end;
    char *rings = map(ring, sq->ring_sz, IORING_OFF_SQ_RING);
    sq->sqes = rings == MAP_FAILED ? MAP_FAILED : map(ring, p->sq_entries * sqe, IORING_OFF_SQES);
    if (sq->sqes == MAP_FAILED) {
        int error = -errno;
        if (rings != MAP_FAILED) munmap(rings, sq->ring_sz);
        close(fd);
        return error;
    }
    sq->ring_ptr = cq->ring_ptr = rings;
    sq->khead = (unsigned *)(rings + p->sq_off.head);
    sq->ktail = (unsigned *)(rings + p->sq_off.tail);
    sq->kring_mask = (unsigned *)(rings + p->sq_off.ring_mask);
    sq->kring_entries = (unsigned *)(rings + p->sq_off.ring_entries);
    sq->kflags = (unsigned *)(rings + p->sq_off.flags);
    sq->kdropped = (unsigned *)(rings + p->sq_off.dropped);
    sq->array = (unsigned *)(rings + p->sq_off.array);
    cq->khead = (unsigned *)(rings + p->cq_off.head);
    cq->ktail = (unsigned *)(rings + p->cq_off.tail);
    cq->kring_mask = (unsigned *)(rings + p->cq_off.ring_mask);
    cq->kring_entries = (unsigned *)(rings + p->cq_off.ring_entries);
    cq->koverflow = (unsigned *)(rings + p->cq_off.overflow);
    cq->cqes = (struct io_uring_cqe *)(rings + p->cq_off.cqes);
    if (p->cq_off.flags) cq->kflags = (unsigned *)(rings + p->cq_off.flags);
    sq->ring_mask = *sq->kring_mask;
    sq->ring_entries = *sq->kring_entries;
    cq->ring_mask = *cq->kring_mask;
    cq->ring_entries = *cq->kring_entries;
    /* Each place of the array names its own SQE, for good. */
    for (unsigned i = 0; i < sq->ring_entries; i++) sq->array[i] = i;
    return 0;
}

int io_uring_queue_init(unsigned entries, struct io_uring *ring, unsigned flags) {
    struct io_uring_params p;
    memset(&p, 0, sizeof p);
    p.flags = flags;
    return io_uring_queue_init_params(entries, ring, &p);
}

void io_uring_queue_exit(struct io_uring *ring) {
    munmap(ring->sq.sqes, ring->sq.ring_entries * (ring->flags & IORING_SETUP_SQE128 ? 128 : 64));
    munmap(ring->sq.ring_ptr, ring->sq.ring_sz);
    close(ring->ring_fd);
}

struct io_uring_sqe *io_uring_get_sqe(struct io_uring *ring) {
    struct io_uring_sq *sq = &ring->sq;
    if (sq->sqe_tail - *sq->khead >= sq->ring_entries) return NULL;
    unsigned at = sq->sqe_tail++ & sq->ring_mask;
    return &sq->sqes[at << (ring->flags & IORING_SETUP_SQE128 ? 1 : 0)];
}

unsigned io_uring_sq_ready(const struct io_uring *ring) {
    unsigned head = ring->flags & IORING_SETUP_SQPOLL ? *ring->sq.khead : ring->sq.sqe_head;
    return ring->sq.sqe_tail - head;
}

unsigned io_uring_sq_space_left(const struct io_uring *ring) {
    return ring->sq.ring_entries - io_uring_sq_ready(ring);
}

unsigned io_uring_cq_ready(const struct io_uring *ring) {
    return *ring->cq.ktail - *ring->cq.khead;
}

/* Shows the kernel what has been filled in; how many it has not taken yet. */
static unsigned flush(struct io_uring *ring) {
    struct io_uring_sq *sq = &ring->sq;
    sq->sqe_head = *sq->ktail = sq->sqe_tail;
    return sq->sqe_tail - *sq->khead;
}

/* Whether the kernel has to be told of submissions, and with which flags. */
static int must_enter(struct io_uring *ring, unsigned count, unsigned *flags) {
    if (count == 0) return 0;
    if (!(ring->flags & IORING_SETUP_SQPOLL)) return 1;
    if (!(*ring->sq.kflags & IORING_SQ_NEED_WAKEUP)) return 0;
    *flags |= IORING_ENTER_SQ_WAKEUP;
    return 1;
}

/* Whether completions wait in the kernel that only a call brings. */
static int must_fetch(struct io_uring *ring) {
    return (*ring->sq.kflags & (IORING_SQ_CQ_OVERFLOW | IORING_SQ_TASKRUN)) != 0;
}

static struct io_uring_cqe *first(struct io_uring *ring) {
    unsigned head = *ring->cq.khead;
    if (head == *ring->cq.ktail) return NULL;
    return &ring->cq.cqes[io_uring_cqe_index(ring, head, ring->cq.ring_mask)];
}

static int submit(struct io_uring *ring, unsigned wait_nr, int get) {
    unsigned flags = 0, count = flush(ring);
    int enters = must_enter(ring, count, &flags);
    if (!enters && !wait_nr && !get && !must_fetch(ring)) return count;
    if (wait_nr || get || must_fetch(ring)) flags |= IORING_ENTER_GETEVENTS;
    return io_uring_enter(ring->enter_ring_fd, count, wait_nr, flags, NULL);
}

int io_uring_submit(struct io_uring *ring) {
    return submit(ring, 0, 0);
}

int io_uring_submit_and_wait(struct io_uring *ring, unsigned wait_nr) {
    return submit(ring, wait_nr, 0);
}

int io_uring_get_events(struct io_uring *ring) {
    return io_uring_enter(ring->enter_ring_fd, 0, 0, IORING_ENTER_GETEVENTS, NULL);
}

/* Submits count requests and waits for completions, for a time at most where there is one. */
static int wait_for(struct io_uring *ring, struct io_uring_cqe **cqe_ptr, unsigned count, unsigned wait_nr,
                    struct __kernel_timespec *ts, sigset_t *sigmask) {
    int looped = 0, result = 0;
    for (;;) {
        struct io_uring_cqe *cqe = first(ring);
        unsigned ready = io_uring_cq_ready(ring), flags = 0;
        int fetches = must_fetch(ring);
        *cqe_ptr = cqe;
        if (!cqe && !wait_nr && !count && (looped || !fetches)) return result ? result : -EAGAIN;
        int waits = wait_nr > ready || fetches, enters = must_enter(ring, count, &flags);
        if (!waits && !enters) return result;
        if (looped && ts) return cqe || result < 0 ? result : -ETIME;
        if (waits) flags |= IORING_ENTER_GETEVENTS;
        int done;
        if (ts) {
            struct io_uring_getevents_arg arg = {(unsigned long)sigmask, MASK_BYTES, 0, (unsigned long)ts};
            flags |= IORING_ENTER_EXT_ARG;
            done = __syscall(SYS_io_uring_enter, ring->enter_ring_fd, count, wait_nr, flags, &arg, sizeof arg);
        } else done = io_uring_enter(ring->enter_ring_fd, count, wait_nr, flags, sigmask);
        if (done < 0) {
            *cqe_ptr = first(ring);
            return result ? result : done;
        }
        if (count) result = done;
        count -= done;
        *cqe_ptr = cqe = first(ring);
        if (cqe && !looped && io_uring_cq_ready(ring) >= wait_nr) return result;
        looped = 1;
    }
}

int io_uring_submit_and_wait_timeout(struct io_uring *ring, struct io_uring_cqe **cqe_ptr, unsigned wait_nr,
                                     struct __kernel_timespec *ts, sigset_t *sigmask) {
    return wait_for(ring, cqe_ptr, flush(ring), wait_nr, ts, sigmask);
}

int io_uring_wait_cqes(struct io_uring *ring, struct io_uring_cqe **cqe_ptr, unsigned wait_nr,
                       struct __kernel_timespec *ts, sigset_t *sigmask) {
    return wait_for(ring, cqe_ptr, 0, wait_nr, ts, sigmask);
}

int io_uring_wait_cqe_timeout(struct io_uring *ring, struct io_uring_cqe **cqe_ptr,
                              struct __kernel_timespec *ts) {
    return io_uring_wait_cqes(ring, cqe_ptr, 1, ts, NULL);
}

int io_uring_wait_cqe_nr(struct io_uring *ring, struct io_uring_cqe **cqe_ptr, unsigned wait_nr) {
    return wait_for(ring, cqe_ptr, 0, wait_nr, NULL, NULL);
}

int io_uring_wait_cqe(struct io_uring *ring, struct io_uring_cqe **cqe_ptr) {
    return (*cqe_ptr = first(ring)) ? 0 : io_uring_wait_cqe_nr(ring, cqe_ptr, 1);
}

int io_uring_peek_cqe(struct io_uring *ring, struct io_uring_cqe **cqe_ptr) {
    return (*cqe_ptr = first(ring)) ? 0 : io_uring_wait_cqe_nr(ring, cqe_ptr, 0);
}

unsigned io_uring_peek_batch_cqe(struct io_uring *ring, struct io_uring_cqe **cqes, unsigned count) {
    if (io_uring_cq_ready(ring) == 0 && must_fetch(ring)) io_uring_get_events(ring);
    unsigned ready = io_uring_cq_ready(ring), head = *ring->cq.khead;
    if (ready < count) count = ready;
    for (unsigned i = 0; i < count; i++) {
        cqes[i] = &ring->cq.cqes[io_uring_cqe_index(ring, head + i, ring->cq.ring_mask)];
    }
    return count;
}

void io_uring_cq_advance(struct io_uring *ring, unsigned nr) {
    *ring->cq.khead += nr;
}

void io_uring_cqe_seen(struct io_uring *ring, struct io_uring_cqe *cqe) {
    if (cqe) io_uring_cq_advance(ring, 1);
}

void io_uring_sqe_set_data(struct io_uring_sqe *sqe, void *data) {
    sqe->user_data = (unsigned long)data;
}

void io_uring_sqe_set_data64(struct io_uring_sqe *sqe, __u64 data) {
    sqe->user_data = data;
}

void io_uring_sqe_set_flags(struct io_uring_sqe *sqe, unsigned flags) {
    sqe->flags = flags;
}

void *io_uring_cqe_get_data(const struct io_uring_cqe *cqe) {
    return (void *)(unsigned long)cqe->user_data;
}

__u64 io_uring_cqe_get_data64(const struct io_uring_cqe *cqe) {
    return cqe->user_data;
}

/* The user's data stay as they were: they may have been set before. */
void io_uring_prep_rw(int op, struct io_uring_sqe *sqe, int fd, const void *addr, unsigned len, __u64 offset) {
    __u64 data = sqe->user_data;
    memset(sqe, 0, sizeof *sqe);
    sqe->opcode = op;
    sqe->fd = fd;
    sqe->addr = (unsigned long)addr;
    sqe->len = len;
    sqe->off = offset;
    sqe->user_data = data;
}

void io_uring_prep_send_set_addr(struct io_uring_sqe *sqe, const struct sockaddr *addr, __u16 length) {
    sqe->addr2 = (unsigned long)addr;
    sqe->addr_len = length;
}

${PREPARE}
/* A message of many lies behind a head, and behind as much room as the msghdr asks for. */
struct io_uring_recvmsg_out *io_uring_recvmsg_validate(void *buf, int buf_len, struct msghdr *msgh) {
    unsigned long head = sizeof(struct io_uring_recvmsg_out) + msgh->msg_namelen + msgh->msg_controllen;
    return buf_len < 0 || (unsigned long)buf_len < head ? NULL : buf;
}

void *io_uring_recvmsg_name(struct io_uring_recvmsg_out *o) {
    return o + 1;
}

void *io_uring_recvmsg_payload(struct io_uring_recvmsg_out *o, struct msghdr *msgh) {
    return (char *)(o + 1) + msgh->msg_namelen + msgh->msg_controllen;
}

unsigned int io_uring_recvmsg_payload_length(struct io_uring_recvmsg_out *o, int buf_len, struct msghdr *msgh) {
    return buf_len - ((char *)io_uring_recvmsg_payload(o, msgh) - (char *)o);
}

int io_uring_register_buffers(struct io_uring *ring, const struct iovec *iovecs, unsigned nr_iovecs) {
    return io_uring_register(ring->ring_fd, IORING_REGISTER_BUFFERS, iovecs, nr_iovecs);
}

int io_uring_unregister_buffers(struct io_uring *ring) {
    return io_uring_register(ring->ring_fd, IORING_UNREGISTER_BUFFERS, NULL, 0);
}

int io_uring_register_files(struct io_uring *ring, const int *files, unsigned nr_files) {
    return io_uring_register(ring->ring_fd, IORING_REGISTER_FILES, files, nr_files);
}

int io_uring_unregister_files(struct io_uring *ring) {
    return io_uring_register(ring->ring_fd, IORING_UNREGISTER_FILES, NULL, 0);
}

int io_uring_register_files_update(struct io_uring *ring, unsigned off, const int *files, unsigned nr_files) {
    struct io_uring_files_update update = {off, 0, (unsigned long)files};
    return io_uring_register(ring->ring_fd, IORING_REGISTER_FILES_UPDATE, &update, nr_files);
}

int io_uring_register_eventfd(struct io_uring *ring, int fd) {
    return io_uring_register(ring->ring_fd, IORING_REGISTER_EVENTFD, &fd, 1);
}

int io_uring_unregister_eventfd(struct io_uring *ring) {
    return io_uring_register(ring->ring_fd, IORING_UNREGISTER_EVENTFD, NULL, 0);
}

int io_uring_enable_rings(struct io_uring *ring) {
    return io_uring_register(ring->ring_fd, IORING_REGISTER_ENABLE_RINGS, NULL, 0);
}

int io_uring_register_probe(struct io_uring *ring, struct io_uring_probe *p, unsigned nr) {
    return io_uring_register(ring->ring_fd, IORING_REGISTER_PROBE, p, nr);
}

struct io_uring_probe *io_uring_get_probe_ring(struct io_uring *ring) {
    struct io_uring_probe *probe = calloc(1, sizeof *probe + 256 * sizeof(struct io_uring_probe_op));
    if (probe && io_uring_register_probe(ring, probe, 256) >= 0) return probe;
    free(probe);
    return NULL;
}

struct io_uring_probe *io_uring_get_probe(void) {
    struct io_uring ring;
    if (io_uring_queue_init(2, &ring, 0) < 0) return NULL;
    struct io_uring_probe *probe = io_uring_get_probe_ring(&ring);
    io_uring_queue_exit(&ring);
    return probe;
}

void io_uring_free_probe(struct io_uring_probe *probe) {
    free(probe);
}

int io_uring_opcode_supported(const struct io_uring_probe *p, int op) {
    return op <= p->last_op && (p->ops[op].flags & IO_URING_OP_SUPPORTED) != 0;
}

int io_uring_register_buf_ring(struct io_uring *ring, struct io_uring_buf_reg *reg, unsigned int flags) {
    (void)flags;
    return io_uring_register(ring->ring_fd, IORING_REGISTER_PBUF_RING, reg, 1);
}

int io_uring_unregister_buf_ring(struct io_uring *ring, int bgid) {
    struct io_uring_buf_reg reg;
    memset(&reg, 0, sizeof reg);
    reg.bgid = bgid;
    return io_uring_register(ring->ring_fd, IORING_UNREGISTER_PBUF_RING, &reg, 1);
}

struct io_uring_buf_ring *io_uring_setup_buf_ring(struct io_uring *ring, unsigned int nentries, int bgid,
                                                  unsigned int flags, int *ret) {
    size_t size = nentries * sizeof(struct io_uring_buf);
    void *br = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
    if (br == MAP_FAILED) {
        *ret = -errno;
        return NULL;
    }
    struct io_uring_buf_reg reg;
    memset(&reg, 0, sizeof reg);
    reg.ring_addr = (unsigned long)br;
    reg.ring_entries = nentries;
    reg.bgid = bgid;
    *ret = io_uring_register_buf_ring(ring, &reg, flags);
    if (*ret == 0) return br;
    munmap(br, size);
    return NULL;
}

int io_uring_free_buf_ring(struct io_uring *ring, struct io_uring_buf_ring *br, unsigned int nentries,
                           int bgid) {
    int result = io_uring_unregister_buf_ring(ring, bgid);
    if (result == 0) munmap(br, nentries * sizeof(struct io_uring_buf));
    return result;
}

int io_uring_buf_ring_mask(__u32 ring_entries) {
    return ring_entries - 1;
}

void io_uring_buf_ring_init(struct io_uring_buf_ring *br) {
    br->tail = 0;
}

void io_uring_buf_ring_add(struct io_uring_buf_ring *br, void *addr, unsigned int len, unsigned short bid,
                           int mask, int buf_offset) {
    struct io_uring_buf *buf = &br->bufs[(br->tail + buf_offset) & mask];
    buf->addr = (unsigned long)addr;
    buf->len = len;
    buf->bid = bid;
}

void io_uring_buf_ring_advance(struct io_uring_buf_ring *br, int count) {
    br->tail += count;
}

void io_uring_buf_ring_cq_advance(struct io_uring *ring, struct io_uring_buf_ring *br, int count) {
    br->tail += count;
    io_uring_cq_advance(ring, count);
}
`;

export const URING_PART: LibraryPart = {
  headers: [
    {
      name: 'liburing.h',
      includes: [
        ...['errno.h', 'fcntl.h', 'inttypes.h', 'sched.h', 'signal.h', 'stdbool.h', 'time.h'],
        ...['sys/socket.h', 'sys/stat.h', 'sys/uio.h', 'linux/io_uring.h'],
      ],
      text: `struct epoll_event;\n${HEADER}`,
    },
  ],
  sources: [{ name: 'libc/uring.c', text: SOURCE }],
};
