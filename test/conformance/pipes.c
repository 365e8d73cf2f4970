// tee(2), vmsplice(2) and splice(2) between pipes, and how much a pipe holds.
static char bytes[100];

static void got(const char *what, ssize_t n) {
    show(what, n);
    if (n > 0) printf("  \"%.*s\"\n", (int)(n > 60 ? 60 : n), bytes);
}

static void sizes(void) {
    int p[2];
    pipe(p);
    SHOW(fcntl(p[0], F_GETPIPE_SZ));
    SHOW(fcntl(p[1], F_SETPIPE_SZ, 1));
    SHOW(fcntl(p[1], F_SETPIPE_SZ, 5000));
    SHOW(fcntl(p[0], F_SETPIPE_SZ, 1 << 20));
    SHOW(fcntl(p[0], F_SETPIPE_SZ, -1));
    SHOW(fcntl(0, F_SETPIPE_SZ, 4096));
    SHOW(fcntl(0, F_GETPIPE_SZ));
    nonblocking(p[1]);
    SHOW(fcntl(p[0], F_SETPIPE_SZ, 4096));
    static char page[5000];
    SHOW(write(p[1], page, 5000));
    SHOW(write(p[1], page, 1));
    show_poll("full", p[1]);
    SHOW(fcntl(p[0], F_SETPIPE_SZ, 8192));
    SHOW(write(p[1], page, 4096));
    SHOW(fcntl(p[0], F_SETPIPE_SZ, 4096));
    int left = 0;
    ioctl(p[0], FIONREAD, &left);
    SHOW(left);
}

static void copies(void) {
    int a[2], b[2];
    pipe(a);
    pipe(b);
    SHOW(write(a[1], "0123456789", 10));
    SHOW(tee(a[0], b[1], 4, 0));
    got("read b", read(b[0], bytes, 99));
    SHOW(tee(a[0], b[1], 100, 0));
    SHOW(tee(a[0], b[1], 0, 0));
    SHOW(tee(a[0], a[1], 5, 0));
    SHOW(tee(a[1], b[1], 5, 0));
    SHOW(tee(a[0], b[0], 5, 0));
    SHOW(tee(a[0], open("/dev/null", O_RDONLY), 5, 0));
    SHOW(tee(a[0], open("/dev/null", O_RDWR), 5, 0));
    SHOW(tee(a[0], 99, 5, 0));
    SHOW(tee(a[0], b[1], 5, 0x100));
    SHOW(splice(a[0], NULL, b[1], NULL, 5, SPLICE_F_MOVE | SPLICE_F_MORE));
    got("read a", read(a[0], bytes, 99));
    got("read b", read(b[0], bytes, 99));
    SHOW(tee(a[0], b[1], 5, SPLICE_F_NONBLOCK));
    SHOW(splice(a[0], NULL, b[1], NULL, 5, SPLICE_F_NONBLOCK));
    SHOW(splice(a[0], NULL, b[1], NULL, 5, 0x100));
    if (fork() == 0) {
        pause_ms(10);
        write(a[1], "late", 4);
        _exit(0);
    }
    SHOW(tee(a[0], b[1], 100, 0));
    wait(NULL);
    close(a[1]);
    got("read b", read(b[0], bytes, 99));
    got("read a", read(a[0], bytes, 99));
    SHOW(tee(a[0], b[1], 100, 0));
    close(b[0]);
    pipe(a);
    write(a[1], "x", 1);
    SHOW(tee(a[0], b[1], 100, 0));
    SHOW(splice(a[0], NULL, b[1], NULL, 100, 0));
}

static void fromMemory(void) {
    int p[2];
    char target[8] = "";
    pipe(p);
    struct iovec pieces[2] = {{"hello ", 6}, {"world", 5}}, out = {target, 7};
    SHOW(vmsplice(p[1], pieces, 2, 0));
    got("read", read(p[0], bytes, 99));
    SHOW(vmsplice(p[1], pieces, 2, SPLICE_F_GIFT));
    SHOW(vmsplice(p[0], &out, 1, 0));
    printf("\"%.7s\"\n", target);
    got("read", read(p[0], bytes, 99));
    SHOW(vmsplice(p[0], &out, 1, SPLICE_F_NONBLOCK));
    SHOW(vmsplice(p[1], pieces, 0, 0));
    SHOW(vmsplice(p[1], pieces, 2000, 0));
    SHOW(vmsplice(p[1], (void *)8, 1, 0));
    SHOW(vmsplice(p[1], pieces, 1, 0x100));
    SHOW(vmsplice(0, pieces, 1, 0));
    SHOW(vmsplice(99, pieces, 1, 0));
    struct iovec nowhere = {(void *)8, 5};
    SHOW(vmsplice(p[1], &nowhere, 1, 0));
    int server = listener(0, 5), a = client(0), b = accept(server, NULL, NULL);
    SHOW(vmsplice(a, pieces, 1, 0));
    SHOW(vmsplice(p[1], pieces, 2, 0));
    SHOW(splice(p[0], NULL, a, NULL, 100, 0));
    pause_ms(10);
    got("recv", recv(b, bytes, 99, 0));
    close(p[0]);
    SHOW(vmsplice(p[1], pieces, 1, 0));
}

static void probe(void) {
    sizes();
    copies();
    fromMemory();
}
