// Numbers of descriptors: the lowest free one, copies, and the limit.
static void probe(void) {
    int first = tcp();
    SHOW(first);
    SHOW(tcp());
    SHOW(tcp());
    SHOW(close(4));
    SHOW(dup(5));
    SHOW(dup2(3, 20));
    SHOW(dup2(5, 5));
    SHOW(dup2(99, 5));
    SHOW(close(20));
    SHOW(close(20));
    SHOW(close(-1));
    SHOW(dup(99));
    SHOW(fcntl(3, F_DUPFD, 30));
    SHOW(fcntl(3, F_DUPFD, -1));
    SHOW(fcntl(3, F_GETFD));
    SHOW(fcntl(3, F_SETFD, FD_CLOEXEC));
    SHOW(fcntl(3, F_GETFD));
    SHOW(fcntl(4, F_GETFD));
    SHOW(fcntl(3, F_GETFL) & O_NONBLOCK);
    SHOW(fcntl(30, F_SETFL, O_NONBLOCK));
    // The flag belongs to the open file description, which both numbers share.
    SHOW((fcntl(3, F_GETFL) & O_NONBLOCK) != 0);
    SHOW(fcntl(77, F_GETFL));

    struct rlimit limit = {8, 8192};
    SHOW(setrlimit(RLIMIT_NOFILE, &limit));
    SHOW(tcp());
    SHOW(tcp());
    SHOW(tcp());
    SHOW(dup(3));
    SHOW(dup2(3, 8));
    SHOW(fcntl(3, F_DUPFD, 8));
    SHOW(open("/dev/null", O_RDONLY));
    int ends[2] = {0};
    SHOW(close(7));
    SHOW(pipe(ends));
    SHOW(read(99, ends, 4));
    SHOW(write(99, ends, 4));
    SHOW(lseek(3, 0, SEEK_SET));
    SHOW(ioctl(99, FIONREAD, &first));
}
