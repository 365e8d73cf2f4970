// io_uring: every request with its completions, as Linux 6.18 gives them.
//
// Completions are printed in the order in which they come (io-uring.h).
static void setting_up(void) {
    static const unsigned tried[] = {0, 4, 8, 16, 32, 64, 128, 256, 512, 768, 1024, 2048, 4096, 8192, 12288, 0x10000, 1u << 30};
    for (unsigned i = 0; i < sizeof tried / sizeof *tried; i++) {
        struct io_uring_params p = {.flags = tried[i], .cq_entries = tried[i] == 8 ? 3 : 0};
        int fd = syscall(SYS_io_uring_setup, 3, &p);
        printf("flags %x: ", tried[i]);
        show("io_uring_setup", fd >= 0);
        if (fd >= 0) printf("    %u %u, array %u, %x\n", p.sq_entries, p.cq_entries, p.sq_off.array, p.features & 0x1fff);
        if (fd >= 0) close(fd);
    }
    struct io_uring_params p = {0};
    SHOW(syscall(SYS_io_uring_setup, 0, &p));
    SHOW(syscall(SYS_io_uring_setup, 40000, &p));
    p.resv[1] = 1;
    SHOW(syscall(SYS_io_uring_setup, 4, &p));
    SHOW(syscall(SYS_io_uring_setup, 4, 8));
    make_ring(8, 0);
    printf("%u %u %u %u %u %u %u\n", params.sq_off.head, params.sq_off.tail, params.sq_off.ring_mask,
           params.sq_off.ring_entries, params.sq_off.flags, params.sq_off.dropped, params.sq_off.array);
    printf("%u %u %u %u %u %u %u\n", params.cq_off.head, params.cq_off.tail, params.cq_off.ring_mask,
           params.cq_off.ring_entries, params.cq_off.overflow, params.cq_off.cqes, params.cq_off.flags);
    SHOW(fcntl(ring, F_GETFD));
    SHOW(fcntl(ring, F_GETFL) & O_ACCMODE);
    SHOW(mmap(NULL, 4096, PROT_READ, MAP_SHARED, ring, 0x18000000) == MAP_FAILED);
    SHOW(read(ring, &p, 8));
    SHOW(write(ring, &p, 8));
    show_poll("new ring", ring);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 1);
    enter(1, 0);
    show_poll("one completion", ring);
    go("take it", 0, 1);
    SHOW(syscall(SYS_io_uring_enter, 99, 1, 0, 0, NULL, 0));
    SHOW(syscall(SYS_io_uring_enter, 0, 1, 0, 0, NULL, 0));
    SHOW(syscall(SYS_io_uring_enter, ring, 0, 0, 0x4000, NULL, 0));
    SHOW(enter(3, 0));
    word(params.sq_off.array)[*word(params.sq_off.tail) & 7] = 77;
    ++*word(params.sq_off.tail);
    SHOW(enter(1, 0));
    SHOW(*word(params.sq_off.dropped));
}

static void plain(void) {
    char b[100];
    int ends[2];
    pipe(ends);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 1);
    go("nop", 1, 1);
    sqe(99, -1, NULL, 0, 0, 2);
    go("no such operation", 1, 1);
    sqe(IORING_OP_READ, 99, NULL, 0, 0, 3);
    go("no such file", 1, 1);
    sqe(IORING_OP_WRITE, ends[1], "hello", 5, -1, 4);
    sqe(IORING_OP_READ, ends[0], b, 100, -1, 5);
    go("write and read", 2, 2);
    sqe(IORING_OP_READ, ends[0], b, 100, 0, 6);
    go("nothing to read", 1, 0);
    write(ends[1], "xyz", 3);
    go("now there is", 0, 1);
    write(ends[1], "xyz", 3);
    sqe(IORING_OP_READ, ends[0], (void *)8, 100, 0, 6);
    go("bad address", 1, 1);
    sqe(IORING_OP_READ, ends[0], b, 100, 0, 6);
    go("still there", 1, 1);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 7)->flags = 0x80;
    go("unknown flag", 1, 1);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 8)->ioprio = 1;
    go("ioprio", 1, 1);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 9)->rw_flags = 0x100;
    go("unknown nop flag", 1, 1);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 12)->flags = IOSQE_ASYNC;
    go("async", 1, 1);
    sqe(IORING_OP_READ, ends[0], b, 5, 0, 13);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 14)->flags = IOSQE_IO_DRAIN;
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 15);
    go("drain", 3, 0);
    write(ends[1], "x", 1);
    go("drained", 0, 3);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 10)->flags = IOSQE_CQE_SKIP_SUCCESS;
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 11);
    go("one completion is skipped", 2, 1);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 15)->flags = IOSQE_IO_DRAIN;
    go("no drain after that", 1, 1);
    // An SQE that is no request ends the round.
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 16);
    sqe(IORING_OP_RECVMSG, ends[0], (void *)8, 1, 0, 17);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 18);
    go("bad arguments", 3, 2);
    go("the rest", 1, 1);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 16);
    sqe(IORING_OP_READ, 99, b, 1, 0, 17);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 18);
    go("a bad file does not", 3, 3);
    sqe(IORING_OP_CLOSE, ends[0], NULL, 0, 0, 19);
    go("close", 1, 1);
    sqe(IORING_OP_CLOSE, ends[0], NULL, 0, 0, 20);
    go("close again", 1, 1);
    sqe(IORING_OP_CLOSE, ring, NULL, 0, 0, 21);
    go("close the ring itself", 1, 1);
    sqe(IORING_OP_WRITE, ends[1], "x", 1, 0, 22);
    go("broken pipe", 1, 1);
    close(ends[1]);
}

static void linked(void) {
    char b[100];
    int ends[2];
    struct __kernel_timespec time = {0, 1000000};
    pipe(ends);
    sqe(IORING_OP_READ, 99, b, 1, 0, 1)->flags = IOSQE_IO_LINK;
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 2);
    go("a link breaks", 2, 2);
    sqe(IORING_OP_READ, 99, b, 1, 0, 3)->flags = IOSQE_IO_HARDLINK;
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 4);
    go("a hard link does not", 2, 2);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 5)->flags = IOSQE_IO_LINK;
    sqe(99, -1, NULL, 0, 0, 6);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 7);
    go("a chain with no request in it", 3, 2);
    go("the rest", 1, 1);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 8)->flags = IOSQE_IO_LINK;
    sqe(IORING_OP_READ, 99, b, 1, 0, 9)->flags = IOSQE_IO_LINK;
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 10)->flags = IOSQE_IO_LINK;
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 11);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 12);
    go("the middle fails", 5, 5);
    write(ends[1], "abc", 3);
    sqe(IORING_OP_READ, ends[0], b, 10, 0, 13)->flags = IOSQE_IO_LINK;
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 14);
    go("a short read breaks a link", 2, 2);
    sqe(IORING_OP_READ, ends[0], b, 10, 0, 15)->flags = IOSQE_IO_LINK;
    sqe(IORING_OP_LINK_TIMEOUT, -1, &time, 1, 0, 16);
    go("a linked timeout", 2, 2);
    time.tv_sec = 10;
    sqe(IORING_OP_READ, ends[0], b, 10, 0, 17)->flags = IOSQE_IO_LINK;
    sqe(IORING_OP_LINK_TIMEOUT, -1, &time, 1, 0, 18)->flags = IOSQE_IO_LINK;
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 19);
    go("not needed", 3, 0);
    write(ends[1], "0123456789", 10);
    go("the chain goes on", 0, 3);
    sqe(IORING_OP_LINK_TIMEOUT, -1, &time, 1, 0, 20);
    go("linked to nothing", 1, 1);
    close(ends[0]);
    close(ends[1]);
}

static void timing(void) {
    int ends[2];
    char b[10];
    // So far apart that a busy machine does not see two at once.
    struct __kernel_timespec time = {0, 1000000}, soon = time, apart = {0, 200000000};
    pipe(ends);
    sqe(IORING_OP_TIMEOUT, -1, &time, 1, 0, 1);
    go("timeout", 1, 1);
    time.tv_sec = 10;
    sqe(IORING_OP_TIMEOUT, -1, &time, 1, 1, 2);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 3);
    go("enough completions", 2, 2);
    sqe(IORING_OP_TIMEOUT, -1, &time, 1, 0, 4);
    sqe(IORING_OP_TIMEOUT_REMOVE, -1, (void *)4, 0, 0, 5);
    go("removed", 2, 2);
    sqe(IORING_OP_TIMEOUT_REMOVE, -1, (void *)4, 0, 0, 6);
    go("not there", 1, 1);
    sqe(IORING_OP_TIMEOUT, -1, &time, 2, 0, 7);
    go("bad length", 1, 1);
    sqe(IORING_OP_TIMEOUT, -1, (void *)8, 1, 0, 8);
    go("bad address", 1, 1);
    sqe(IORING_OP_TIMEOUT, -1, &apart, 1, 2, 9)->timeout_flags = IORING_TIMEOUT_MULTISHOT;
    go("a timeout lets go who waits for two", 1, 2);
    go("the second time", 0, 1);
    sqe(IORING_OP_TIMEOUT, -1, &soon, 1, 0, 10)->timeout_flags = IORING_TIMEOUT_ETIME_SUCCESS;
    sqes[(*word(params.sq_off.tail) - 1) & 15].flags = IOSQE_IO_LINK;
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 11);
    go("its end is a success", 2, 2);
    sqe(IORING_OP_TIMEOUT, -1, &time, 1, 0, 12);
    sqe(IORING_OP_TIMEOUT_REMOVE, -1, (void *)12, 0, (unsigned long)&soon, 13)->timeout_flags = IORING_TIMEOUT_UPDATE;
    go("sooner", 2, 2);
    sqe(IORING_OP_POLL_ADD, ends[0], NULL, 0, 0, 14)->poll32_events = POLLIN;
    go("poll", 1, 0);
    write(ends[1], "q", 1);
    go("ready", 0, 1);
    sqe(IORING_OP_POLL_ADD, ends[0], NULL, 0, 0, 15)->poll32_events = POLLIN;
    go("ready already", 1, 1);
    read(ends[0], b, 10);
    sqe(IORING_OP_POLL_ADD, ends[0], NULL, IORING_POLL_ADD_MULTI, 0, 16)->poll32_events = POLLIN;
    go("poll on and on", 1, 0);
    write(ends[1], "q", 1);
    go("once", 0, 1);
    write(ends[1], "q", 1);
    go("again", 0, 1);
    sqe(IORING_OP_POLL_REMOVE, -1, (void *)16, 0, 0, 17);
    go("no more", 1, 2);
    read(ends[0], b, 10);
    for (int i = 0; i < 3; i++) sqe(IORING_OP_POLL_ADD, ends[0], NULL, 0, 0, 18)->poll32_events = POLLIN;
    sqe(IORING_OP_ASYNC_CANCEL, -1, (void *)18, 0, 0, 19)->cancel_flags = IORING_ASYNC_CANCEL_ALL;
    go("cancel all", 4, 4);
    sqe(IORING_OP_READ, ends[0], b, 10, 0, 20);
    sqe(IORING_OP_ASYNC_CANCEL, ends[0], NULL, 0, 0, 21)->cancel_flags = IORING_ASYNC_CANCEL_FD;
    go("cancel by file", 2, 2);
    sqe(IORING_OP_READ, ends[0], b, 10, 0, 22);
    sqe(IORING_OP_ASYNC_CANCEL, -1, (void *)22, 0, 0, 23);
    go("cancel", 2, 2);
    sqe(IORING_OP_ASYNC_CANCEL, -1, (void *)22, 0, 0, 24);
    go("nothing to cancel", 1, 1);
    sqe(IORING_OP_ASYNC_CANCEL, -1, NULL, 0, 0, 25)->cancel_flags = IORING_ASYNC_CANCEL_ANY;
    go("nothing at all", 1, 1);
    struct io_uring_getevents_arg arg = {.ts = (unsigned long)&soon};
    SHOW(syscall(SYS_io_uring_enter, ring, 0, 1, IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, &arg, sizeof arg));
    SHOW(syscall(SYS_io_uring_enter, ring, 0, 1, IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, &arg, 8));
    struct sigaction action = {.sa_handler = (void (*)(int))getpid, .sa_flags = SA_RESTART};
    struct itimerval tick = {.it_value = {0, 20000}};
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &tick, NULL);
    go("a signal", 0, 1);
    close(ends[0]);
    close(ends[1]);
}

static void sockets(void) {
    char b[100] = "", first[10], rest[100];
    struct sockaddr_in name = at(0);
    socklen_t length = sizeof name;
    int l = listener(0, 8);
    sqe(IORING_OP_ACCEPT, l, &name, 0, (unsigned long)&length, 1);
    go("accept", 1, 0);
    int c = client(0);
    go("accepted", 0, 1);
    printf("%d %d\n", name.sin_family, length);
    int s = c + 1;
    nonblocking(l);
    sqe(IORING_OP_ACCEPT, l, NULL, 0, 0, 2)->ioprio = IORING_ACCEPT_MULTISHOT;
    go("accept all", 1, 0);
    int c2 = client(0), c3 = client(0);
    go("two", 0, 2);
    close(l);
    sqe(IORING_OP_ASYNC_CANCEL, -1, (void *)2, 0, 0, 3);
    go("no more", 1, 2);
    sqe(IORING_OP_RECV, s, b, 100, 0, 4);
    go("recv", 1, 0);
    sqe(IORING_OP_SEND, c, "hello", 5, 0, 5);
    go("send", 1, 2);
    sqe(IORING_OP_RECV, s, b, 10, 0, 6)->msg_flags = MSG_WAITALL;
    go("recv all", 1, 0);
    sqe(IORING_OP_SEND, c, "hello", 5, 0, 7);
    go("half", 1, 1);
    sqe(IORING_OP_SEND, c, "hello", 5, 0, 8);
    go("whole", 1, 2);
    sqe(IORING_OP_RECV, s, b, 100, 0, 9)->msg_flags = MSG_DONTWAIT;
    go("do not wait", 1, 1);
    sqe(IORING_OP_RECV, 0, b, 100, 0, 10);
    go("no socket", 1, 1);
    sqe(IORING_OP_RECV, s, b, 100, 1, 11);
    go("an offset", 1, 1);
    nonblocking(s);
    sqe(IORING_OP_RECV, s, b, 2, 0, 12);
    go("O_NONBLOCK waits too", 1, 0);
    sqe(IORING_OP_SEND, c, "abcd", 4, 0, 13);
    go("more than fits", 1, 2);
    sqe(IORING_OP_RECV, s, b, 2, 0, 14);
    go("the others", 1, 1);
    sqe(IORING_OP_SEND_ZC, c, "hello", 5, 0, 15);
    go("send_zc", 1, 2);
    sqe(IORING_OP_SEND_ZC, c, "hello", 5, 0, 16)->ioprio = IORING_SEND_ZC_REPORT_USAGE;
    go("with its usage", 1, 2);
    sqe(IORING_OP_SEND_ZC, c, (void *)8, 5, 0, 17);
    go("bad address", 1, 2);
    sqe(IORING_OP_SEND_ZC, 99, "x", 1, 0, 18);
    go("bad file", 1, 2);
    sqe(IORING_OP_SEND_ZC, c, "x", 1, 0, 18)->ioprio = 64;
    go("bad flag", 1, 1);
    struct iovec out[2] = {{"ab", 2}, {"cde", 3}}, in[2] = {{first, 10}, {rest, 100}};
    struct msghdr to = {.msg_iov = out, .msg_iovlen = 2}, from = {.msg_iov = in, .msg_iovlen = 2};
    sqe(IORING_OP_SENDMSG_ZC, c, &to, 1, 0, 19);
    go("sendmsg_zc", 1, 2);
    sqe(IORING_OP_SENDMSG, c, &to, 1, 0, 20);
    go("sendmsg", 1, 1);
    sqe(IORING_OP_RECVMSG, s, &from, 1, 0, 21);
    go("recvmsg", 1, 1);
    sqe(IORING_OP_WRITEV, c, out, 2, 0, 22);
    sqe(IORING_OP_READV, s, in, 2, 0, 23);
    go("writev and readv", 2, 2);
    sqe(IORING_OP_WRITE, c, "x", 1, 0, 24);
    sqe(IORING_OP_READ, s, b, 5, 0, 25);
    go("write and read", 2, 2);
    sqe(IORING_OP_RECV, s, b, 5, 0, 26);
    go("recv", 1, 0);
    sqe(IORING_OP_SHUTDOWN, c, NULL, SHUT_WR, 0, 27);
    go("shutdown", 1, 2);
    sqe(IORING_OP_CLOSE, c, NULL, 0, 0, 28);
    go("close", 1, 1);
    sqe(IORING_OP_SEND, s, "x", 1, 0, 29);
    go("the first is sent", 1, 1);
    pause_ms(20);
    sqe(IORING_OP_SEND, s, "x", 1, 0, 30);
    go("the second is not", 1, 1);
    close(s);
    close(c2);
    close(c3);
    int pair[2];
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    write(pair[1], "abc", 3);
    sqe(IORING_OP_RECV, pair[0], b, 2, 0, 31);
    go("unix", 1, 1);
    sqe(IORING_OP_SEND_ZC, pair[0], "x", 1, 0, 32);
    go("no zero copy", 1, 2);
    close(pair[0]);
    close(pair[1]);
}

static void connecting(void) {
    struct sockaddr_in name = at(1), nobody = at(2);
    int l = listener(1, 8), c = tcp();
    sqe(IORING_OP_CONNECT, c, &name, 0, sizeof name, 1);
    go("connect", 1, 1);
    sqe(IORING_OP_CONNECT, c, &name, 0, sizeof name, 2);
    go("connect again", 1, 1);
    close(c);
    c = tcp();
    sqe(IORING_OP_CONNECT, c, &nobody, 0, sizeof nobody, 3);
    go("refused", 1, 1);
    sqe(IORING_OP_CONNECT, c, (void *)8, 0, 16, 4);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 5);
    go("bad address", 2, 1);
    go("the rest", 1, 1);
    sqe(IORING_OP_SOCKET, AF_INET, NULL, 0, 77, 6);
    go("no such socket", 1, 1);
    sqe(IORING_OP_ACCEPT, l, NULL, 0, 0, 7)->accept_flags = 1;
    go("bad flags", 1, 1);
    sqe(IORING_OP_ACCEPT, 0, NULL, 0, 0, 8);
    go("no socket", 1, 1);
    sqe(IORING_OP_ACCEPT, l, NULL, 3, 0, 9);
    go("a length", 1, 1);
    close(l);
    close(c);
}

static void registered(void) {
    char b[4096], name[64];
    snprintf(name, sizeof name, "/tmp/probe-%d", base_port);
    int f = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600), count = eventfd(0, EFD_NONBLOCK);
    unlink(name);
    sqe(IORING_OP_WRITE, f, "abcdef", 6, 0, 1);
    sqe(IORING_OP_WRITE, f, "gh", 2, -1, 2);
    go("at 0, and where the file stands", 2, 2);
    SHOW(lseek(f, 0, SEEK_CUR));
    sqe(IORING_OP_READ, f, b, 100, 1, 3);
    go("at 1", 1, 1);
    printf("%.5s\n", b);
    SHOW(lseek(f, 0, SEEK_CUR));
    sqe(IORING_OP_FSYNC, f, NULL, 0, 0, 4);
    go("fsync", 1, 1);
    sqe(IORING_OP_POLL_ADD, f, NULL, 0, 0, 5)->poll32_events = POLLIN;
    go("a file is always ready", 1, 1);
    sqe(IORING_OP_READ_FIXED, f, b, 5, 0, 6);
    go("no buffers", 1, 1);
    struct iovec pieces[2] = {{b, 10}, {b + 10, 10}};
    SHOW(syscall(SYS_io_uring_register, ring, IORING_REGISTER_BUFFERS, pieces, 2));
    SHOW(syscall(SYS_io_uring_register, ring, IORING_REGISTER_BUFFERS, pieces, 2));
    sqe(IORING_OP_READ_FIXED, f, b + 12, 5, 0, 7)->buf_index = 1;
    go("into a buffer", 1, 1);
    sqe(IORING_OP_READ_FIXED, f, b + 8, 5, 0, 8)->buf_index = 0;
    go("over its end", 1, 1);
    sqe(IORING_OP_READ_FIXED, f, b, 5, 0, 9)->buf_index = 2;
    go("no such buffer", 1, 1);
    int files[3] = {f, -1, count};
    SHOW(syscall(SYS_io_uring_register, ring, IORING_REGISTER_FILES, files, 3));
    SHOW(syscall(SYS_io_uring_register, ring, IORING_REGISTER_FILES, files, 3));
    sqe(IORING_OP_READ, 0, b, 5, 0, 10)->flags = IOSQE_FIXED_FILE;
    go("a registered file", 1, 1);
    sqe(IORING_OP_READ, 1, b, 5, 0, 11)->flags = IOSQE_FIXED_FILE;
    go("none there", 1, 1);
    sqe(IORING_OP_READ, 7, b, 5, 0, 12)->flags = IOSQE_FIXED_FILE;
    go("no such place", 1, 1);
    struct io_uring_files_update update = {.offset = 1, .fds = (unsigned long)&f};
    SHOW(syscall(SYS_io_uring_register, ring, IORING_REGISTER_FILES_UPDATE, &update, 1));
    sqe(IORING_OP_READ, 1, b, 5, 0, 13)->flags = IOSQE_FIXED_FILE;
    go("now it is", 1, 1);
    update.offset = 3;
    SHOW(syscall(SYS_io_uring_register, ring, IORING_REGISTER_FILES_UPDATE, &update, 1));
    SHOW(syscall(SYS_io_uring_register, ring, IORING_UNREGISTER_FILES, NULL, 0));
    SHOW(syscall(SYS_io_uring_register, ring, IORING_UNREGISTER_FILES, NULL, 0));
    SHOW(syscall(SYS_io_uring_register, ring, IORING_UNREGISTER_BUFFERS, NULL, 0));
    SHOW(syscall(SYS_io_uring_register, ring, IORING_UNREGISTER_BUFFERS, NULL, 0));
    SHOW(syscall(SYS_io_uring_register, ring, IORING_REGISTER_EVENTFD, &f, 1));
    SHOW(syscall(SYS_io_uring_register, ring, IORING_REGISTER_EVENTFD, &count, 1));
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 14);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 15);
    go("counted", 2, 2);
    unsigned long value = 0;
    SHOW(read(count, &value, 8));
    SHOW(value > 0);
    SHOW(syscall(SYS_io_uring_register, ring, IORING_UNREGISTER_EVENTFD, NULL, 0));
    SHOW(syscall(SYS_io_uring_register, ring, 77, NULL, 0));
    SHOW(syscall(SYS_io_uring_register, 0, IORING_UNREGISTER_FILES, NULL, 0));
    sqe(IORING_OP_RECV, f, NULL, 0, 0, 16)->flags = IOSQE_BUFFER_SELECT;
    go("a buffer of the kernel's choice", 1, 1);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 17)->flags = IOSQE_BUFFER_SELECT;
    go("for nothing", 1, 1);
    close(f);
    close(count);
}

static void overflowing(void) {
    make_ring(2, 0);
    SHOW(params.cq_entries);
    for (int i = 0; i < 3; i++) {
        sqe(IORING_OP_NOP, -1, NULL, 0, 0, 2 * i);
        sqe(IORING_OP_NOP, -1, NULL, 0, 0, 2 * i + 1);
        SHOW(enter(2, 0));
    }
    SHOW(*word(params.sq_off.flags));
    SHOW(*word(params.cq_off.overflow));
    go("four", 0, 1);
    SHOW(*word(params.sq_off.flags));
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 6);
    go("and the others in order", 1, 1);
    SHOW(*word(params.sq_off.flags));
}

/* The ring is of use to whoever has it; a thread waits while another one submits. */
static void *submitter(void *arg) {
    pause_ms(20);
    sqe(IORING_OP_NOP, -1, NULL, 0, 0, 1);
    printf("submitted %ld\n", enter(1, 0));
    fflush(stdout);
    return arg;
}

static void shared(void) {
    pthread_t thread;
    make_ring(4, 0);
    pthread_create(&thread, NULL, submitter, NULL);
    pause_ms(1);
    long waited = enter(0, 1);
    pthread_join(thread, NULL);
    printf("waited %ld\n", waited);
    go("it is there", 0, 0);
    int status;
    if (fork() == 0) {
        sqe(IORING_OP_NOP, -1, NULL, 0, 0, 2);
        _exit(enter(1, 0));
    }
    wait(&status);
    SHOW(WEXITSTATUS(status));
    go("of the child", 0, 0);
}

static void probe(void) {
    setting_up();
    make_ring(16, 0);
    plain();
    linked();
    timing();
    sockets();
    connecting();
    registered();
    overflowing();
    shared();
}
