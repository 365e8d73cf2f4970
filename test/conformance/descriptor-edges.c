// Descriptors at their limit and beyond, what open(2) adds, places in a file, and who may lock what.
#include <linux/futex.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#ifndef SEEK_DATA
#define SEEK_DATA 3
#define SEEK_HOLE 4
#endif

static int f, ends[2];

static void limits(void) {
    struct rlimit before, low;
    getrlimit(RLIMIT_NOFILE, &before);
    low = before;
    low.rlim_cur = 8;
    SHOW(dup2(0, 20));
    SHOW(setrlimit(RLIMIT_NOFILE, &low));
    // What lies above the limit is there still.
    SHOW(dup2(20, 20));
    SHOW(dup2(99, 99));
    SHOW(dup2(20, 7));
    SHOW(dup2(20, 8));
    SHOW(dup3(20, 20, 0));
    while (dup(0) >= 0);
    // Numbers come first, then what is wrong with the rest.
    SHOW(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
    SHOW(socketpair(AF_INET, SOCK_STREAM, 0, ends));
    SHOW(socketpair(AF_UNIX, SOCK_STREAM | 1 << 20, 0, ends));
    SHOW(socket(AF_INET, SOCK_STREAM, 0));
    SHOW(socket(AF_INET, 99, 0));
    SHOW(open("/no/such", O_RDONLY));
    SHOW(pipe((int *)8));
    SHOW(epoll_create1(0));
    SHOW(epoll_create1(9));
    SHOW(eventfd(0, 99));
    SHOW(setrlimit(RLIMIT_NOFILE, &before));
    for (int i = 3; i < 21; i++) close(i);
    SHOW(socketpair(AF_INET, SOCK_STREAM, 0, (int *)8));
}

static void places(void) {
    char bytes[16];
    f = open("/tmp/probe-edges", O_CREAT | O_TRUNC | O_RDWR, 0600);
    pipe(ends);
    SHOW(fcntl(f, F_GETFL));
    SHOW(fcntl(f, F_SETFL, O_APPEND | O_NONBLOCK));
    SHOW(fcntl(f, F_GETFL));
    SHOW(fcntl(open("/dev/null", O_WRONLY), F_GETFL));
    SHOW(fcntl(ends[0], F_GETFL));
    SHOW(fcntl(tcp(), F_GETFL));
    write(f, "0123456789", 10);
    SHOW(ioctl(f, FIONREAD, bytes));
    SHOW(lseek(f, 4, SEEK_SET));
    SHOW(ioctl(f, FIONREAD, bytes));
    SHOW(*(int *)bytes);
    SHOW(ioctl(epoll_create1(0), FIONREAD, bytes));
    SHOW(lseek(f, 3, SEEK_DATA));
    SHOW(lseek(f, 3, SEEK_HOLE));
    SHOW(lseek(f, 10, SEEK_DATA));
    SHOW(lseek(f, -1, SEEK_HOLE));
    SHOW(lseek(f, 0, 5));
    SHOW(lseek(ends[0], 0, SEEK_DATA));
    loff_t far = -1;
    SHOW(copy_file_range(f, &far, f, NULL, 5, 0));
}

static void locks(void) {
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 10, .l_len = 0x7fffffffffffffff};
    SHOW(fcntl(f, F_SETLK, &range));
    range.l_len = 5;
    SHOW(fcntl(f, F_OFD_SETLK, &range));
    range.l_type = F_UNLCK;
    SHOW(fcntl(f, F_GETLK, &range));
    SHOW(fcntl(f, F_OFD_GETLK, &range));
    SHOW(range.l_type);
    range = (struct flock){.l_type = F_UNLCK, .l_whence = SEEK_SET, .l_start = 100, .l_len = 5};
    SHOW(fcntl(f, F_OFD_GETLK, &range));
    SHOW(range.l_type);
    unlink("/tmp/probe-edges");
}

static void words(void) {
    static char args[8192];
    int a = 0, b = 7;
    SHOW(syscall(SYS_clone3, args, 8));
    SHOW(syscall(SYS_clone3, args, 8192));
    SHOW(syscall(SYS_clone, CLONE_FS | 0x20000, 0, 0, 0, 0));
    SHOW(syscall(SYS_clone, CLONE_FS | 0x10000000, 0, 0, 0, 0));
    SHOW(syscall(SYS_futex, &a, FUTEX_WAIT | FUTEX_CLOCK_REALTIME, 1, NULL, NULL, 0));
    SHOW(syscall(SYS_futex, &a, FUTEX_WAKE | FUTEX_CLOCK_REALTIME, 1, NULL, NULL, 0));
    // Operation, comparison, and an argument for each.
    static const unsigned codes[] = {
        0x00005000, 0x10003005, 0x2100800f, 0x32003fff, 0x43001002, 0x04fff000, 0x05000001, 0x90004000, 0x50000000, 0x0f000000,
    };
    for (int i = 0; i < 10; i++) {
        SHOW(syscall(SYS_futex, &a, 5, 1, (void *)1, &b, codes[i]));
        SHOW(b);
    }
    SHOW(syscall(SYS_futex, &a, 5, 1, (void *)1, (char *)&b + 1, 0));
    SHOW(syscall(SYS_futex, &a, 5, 1, (void *)1, (void *)8, 0));
}

static void probe(void) {
    limits();
    places();
    locks();
    words();
}
