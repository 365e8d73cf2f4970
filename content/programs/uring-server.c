// Completion instead of readiness: requests go into one ring, results come out of another.
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ENTRIES 64
#define MAX_CLIENTS 1024

static const char response[] =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: text/plain\r\n"
    "Content-Length: 13\r\n"
    "\r\n"
    "Hello, World!";

static char requests[MAX_CLIENTS][512];  // by descriptor: the kernel writes here

static struct io_uring_sqe *sqes;  // what we ask for
static struct io_uring_cqe *cqes;  // what has become of it
static unsigned *sq_tail, *cq_head, *cq_tail;
static unsigned sq_mask, cq_mask;
static int ring_fd;
static int asked;  // requests that the kernel has not been told of

static void die(const char *call) {
    perror(call);
    exit(1);
}

// The rings are memory that the program and the kernel share.
static void make_rings(void) {
    struct io_uring_params p = {0};
    ring_fd = syscall(SYS_io_uring_setup, ENTRIES, &p);
    if (ring_fd < 0) die("io_uring_setup");

    size_t size = p.sq_off.array + p.sq_entries * sizeof(unsigned);
    int prot = PROT_READ | PROT_WRITE;
    char *rings = mmap(NULL, size, prot, MAP_SHARED, ring_fd, IORING_OFF_SQ_RING);
    if (rings == MAP_FAILED) die("mmap");
    sqes = mmap(NULL, p.sq_entries * sizeof(*sqes), prot, MAP_SHARED, ring_fd, IORING_OFF_SQES);
    if (sqes == MAP_FAILED) die("mmap");

    sq_tail = (unsigned *)(rings + p.sq_off.tail);
    cq_head = (unsigned *)(rings + p.cq_off.head);
    cq_tail = (unsigned *)(rings + p.cq_off.tail);
    cqes = (struct io_uring_cqe *)(rings + p.cq_off.cqes);
    sq_mask = p.sq_entries - 1;
    cq_mask = p.cq_entries - 1;
    unsigned *array = (unsigned *)(rings + p.sq_off.array);
    for (unsigned i = 0; i < p.sq_entries; i++) array[i] = i;
}

// Puts a request into the submission queue. This is no system call.
static struct io_uring_sqe *ask(int opcode, int fd, const void *memory, size_t length) {
    struct io_uring_sqe *sqe = &sqes[*sq_tail & sq_mask];
    memset(sqe, 0, sizeof(*sqe));
    sqe->opcode = opcode;
    sqe->fd = fd;
    sqe->addr = (uintptr_t)memory;
    sqe->len = length;
    sqe->user_data = (uint64_t)opcode << 32 | fd;  // comes back with the result
    __atomic_store_n(sq_tail, *sq_tail + 1, __ATOMIC_RELEASE);
    asked++;
    return sqe;
}

// region: loop
static void done(int opcode, int fd, int result) {
    if (result < 0) fprintf(stderr, "operation %d: %s\n", opcode, strerror(-result));
    if (opcode == IORING_OP_ACCEPT && result >= MAX_CLIENTS) {
        close(result);
    } else if (opcode == IORING_OP_ACCEPT && result >= 0) {
        ask(IORING_OP_RECV, result, requests[result], sizeof(requests[result]));
    } else if (opcode == IORING_OP_RECV) {
        // The link: close, but only once the response has been sent.
        if (result > 0) {
            ask(IORING_OP_SEND, fd, response, strlen(response))->flags = IOSQE_IO_LINK;
        }
        ask(IORING_OP_CLOSE, fd, NULL, 0);
    }
}

static void serve(int server_fd) {
    // One request for all connections: each of them is a completion.
    ask(IORING_OP_ACCEPT, server_fd, NULL, 0)->ioprio = IORING_ACCEPT_MULTISHOT;
    while (1) {
        // Hands over what we ask for and sleeps until something is done, in one call.
        if (syscall(SYS_io_uring_enter, ring_fd, asked, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0) {
            die("io_uring_enter");
        }
        asked = 0;
        unsigned head = *cq_head;
        for (; head != __atomic_load_n(cq_tail, __ATOMIC_ACQUIRE); head++) {
            struct io_uring_cqe *cqe = &cqes[head & cq_mask];
            done(cqe->user_data >> 32, cqe->user_data & 0xffffffff, cqe->res);
        }
        __atomic_store_n(cq_head, head, __ATOMIC_RELEASE);
    }
}
// endregion

int main(void) {
    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    if (server_fd < 0) die("socket");

    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    address.sin_port = htons(8080);
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) die("bind");
    if (listen(server_fd, 10) < 0) die("listen");
    printf("Listening on port 8080\n");

    make_rings();
    serve(server_fd);
}
