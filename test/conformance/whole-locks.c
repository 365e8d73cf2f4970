// Locks that belong to an open file description: F_OFD_SETLK and its kin beside a process's own.
static char name[] = "/tmp/whole-locksXXXXXX";

static struct flock range(int type, int from, int length) {
    return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = from, .l_len = length};
}

static int lock(int fd, int command, int type, int from, int length) {
    struct flock asked = range(type, from, length);
    return fcntl(fd, command, &asked);
}

static void told(const char *what, int fd, int command, int type, int from, int length) {
    struct flock asked = range(type, from, length);
    show(what, fcntl(fd, command, &asked));
    printf("  %s %ld+%ld %s\n", asked.l_type == F_UNLCK ? "free" : asked.l_type == F_WRLCK ? "write" : "read",
           (long)asked.l_start, (long)asked.l_len,
           asked.l_pid == -1 ? "of a description" : asked.l_pid == 0 ? "nobody" : "of a process");
}

static void probe(void) {
    int a = mkstemp(name), b = open(name, O_RDWR), c = dup(a), r = open(name, O_RDONLY);
    SHOW(lock(a, F_OFD_SETLK, F_WRLCK, 0, 10));
    SHOW(lock(c, F_OFD_SETLK, F_WRLCK, 5, 10));
    SHOW(lock(b, F_OFD_SETLK, F_RDLCK, 9, 1));
    SHOW(lock(b, F_OFD_SETLK, F_RDLCK, 20, 10));
    SHOW(lock(b, F_SETLK, F_RDLCK, 0, 1));
    told("against b", b, F_OFD_GETLK, F_RDLCK, 0, 0);
    told("against a", a, F_OFD_GETLK, F_WRLCK, 0, 0);
    told("against the process", a, F_GETLK, F_WRLCK, 0, 0);
    SHOW(lock(a, F_SETLK, F_WRLCK, 100, 10));
    told("its own", b, F_OFD_GETLK, F_WRLCK, 100, 1);
    SHOW(lock(b, F_OFD_SETLK, F_WRLCK, 105, 1));
    SHOW(lock(b, F_SETLK, F_WRLCK, 105, 1));
    SHOW(lock(r, F_OFD_SETLK, F_WRLCK, 50, 1));
    struct flock asked = range(F_WRLCK, 60, 1);
    asked.l_pid = 5;
    SHOW(fcntl(a, F_OFD_SETLK, &asked));
    SHOW(fcntl(a, F_OFD_GETLK, &asked));
    SHOW(fcntl(a, F_OFD_SETLK, (void *)8));
    SHOW(lock(99, F_OFD_SETLK, F_WRLCK, 0, 1));
    // A process's lock goes with any descriptor of the file, a description's with the last of its own.
    close(c);
    told("still", b, F_OFD_GETLK, F_RDLCK, 0, 10);
    told("gone", b, F_OFD_GETLK, F_RDLCK, 100, 10);
    fflush(stdout);
    if (fork() == 0) {
        SHOW(lock(a, F_OFD_SETLK, F_WRLCK, 0, 10));
        SHOW(lock(b, F_OFD_SETLK, F_WRLCK, 0, 10));
        pause_ms(20);
        lock(a, F_OFD_SETLK, F_UNLCK, 0, 5);
        _exit(0);
    }
    pause_ms(10);
    SHOW(lock(b, F_OFD_SETLKW, F_WRLCK, 0, 3));
    wait(NULL);
    told("the rest", b, F_OFD_GETLK, F_RDLCK, 5, 10);
    close(a);
    told("gone too", b, F_OFD_GETLK, F_RDLCK, 5, 10);
    unlink(name);
}
