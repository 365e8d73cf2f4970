// Locks on files: ranges of a process, whole files of a description; shared memory by name.
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

static int f;

static int lock(int command, int type, long start, long length) {
    struct flock range = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
    return fcntl(f, command, &range);
}

static void ask(int type, long start, long length, pid_t owner) {
    struct flock range = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
    SHOW(fcntl(f, F_GETLK, &range));
    if (range.l_type == F_UNLCK) printf("    free\n");
    else printf("    %s %ld %ld, the owner's: %d\n", range.l_type == F_WRLCK ? "write" : "read",
                (long)range.l_start, (long)range.l_len, range.l_pid == owner);
}

/* Runs in a process of its own, and waits for it. */
static void child(void (*what)(pid_t parent)) {
    pid_t parent = getpid();
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        what(parent);
        fflush(stdout);
        _exit(0);
    }
    int status;
    waitpid(pid, &status, 0);
}

static void others(pid_t parent) {
    SHOW(lock(F_SETLK, F_RDLCK, 0, 5));
    SHOW(lock(F_SETLK, F_WRLCK, 12, 1));
    SHOW(lock(F_SETLK, F_RDLCK, 12, 1));
    SHOW(lock(F_SETLK, F_WRLCK, 30, 5));
    ask(F_WRLCK, 0, 0, parent);
    ask(F_RDLCK, 11, 2, parent);
    ask(F_WRLCK, 11, 2, parent);
    ask(F_WRLCK, 40, 0, parent);
}

static void after(pid_t parent) {
    ask(F_WRLCK, 0, 3, parent);
    ask(F_WRLCK, 3, 2, parent);
    ask(F_WRLCK, 6, 1, parent);
}

static void gone(pid_t parent) { ask(F_WRLCK, 0, 0, parent); }

static void probe(void) {
    char name[64], other[64];
    snprintf(name, sizeof name, "/tmp/probe-%d", base_port);
    f = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
    SHOW(lock(F_SETLK, F_WRLCK, 0, 10));
    SHOW(lock(F_SETLK, F_RDLCK, 10, 10));
    child(others);
    SHOW(lock(F_SETLK, F_UNLCK, 3, 3));
    child(after);
    ask(F_WRLCK, 0, 0, 0);
    SHOW(lock(F_SETLK, 7, 0, 1));
    SHOW(lock(F_SETLK, F_RDLCK, -1, 1));
    SHOW(lock(F_SETLK, F_RDLCK, 5, -5));
    SHOW(lock(F_SETLK, F_RDLCK, 5, -6));
    SHOW(fcntl(f, F_SETLK, (void *)8));
    SHOW(fcntl(99, F_SETLK, (void *)8));
    int reading = open(name, O_RDONLY);
    struct flock range = {.l_type = F_WRLCK};
    SHOW(fcntl(reading, F_SETLK, &range));
    // Closing any descriptor of the file gives the ranges back.
    close(reading);
    child(gone);

    // Who waits is let go when the range is given back.
    int ends[2];
    char c;
    pipe(ends);
    SHOW(lock(F_SETLK, F_WRLCK, 0, 0));
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        write(ends[1], "x", 1);
        int result = lock(F_SETLKW, F_WRLCK, 5, 1);
        pause_ms(50);  // whoever gave back has said so by now
        printf("waited %d\n", result);
        fflush(stdout);
        _exit(0);
    }
    read(ends[0], &c, 1);
    pause_ms(20);
    printf("giving back\n");
    fflush(stdout);
    SHOW(lock(F_SETLK, F_UNLCK, 0, 0));
    int status;
    waitpid(pid, &status, 0);

    // Two that would wait for each other.
    SHOW(lock(F_SETLK, F_WRLCK, 0, 1));
    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        lock(F_SETLK, F_WRLCK, 1, 1);
        write(ends[1], "x", 1);
        lock(F_SETLKW, F_WRLCK, 0, 1);
        _exit(0);
    }
    read(ends[0], &c, 1);
    pause_ms(20);
    show("deadlock", lock(F_SETLKW, F_WRLCK, 1, 1) < 0 && errno == EDEADLK);
    SHOW(lock(F_SETLK, F_UNLCK, 0, 0));
    waitpid(pid, &status, 0);

    // flock: two descriptions, also in one process.
    int g = open(name, O_RDONLY), h = dup(f);
    SHOW(flock(f, LOCK_SH));
    SHOW(flock(g, LOCK_SH));
    SHOW(flock(g, LOCK_EX | LOCK_NB));
    SHOW(flock(f, LOCK_UN));
    SHOW(flock(g, LOCK_EX | LOCK_NB));
    SHOW(flock(h, LOCK_SH | LOCK_NB));
    close(g);
    SHOW(flock(h, LOCK_EX | LOCK_NB));
    SHOW(flock(f, LOCK_SH | LOCK_NB));
    SHOW(flock(f, 3));
    SHOW(flock(99, LOCK_SH));
    unlink(name);

    // Memory that has a name.
    snprintf(other, sizeof other, "/probe-%d", base_port);
    int s = shm_open(other, O_RDWR | O_CREAT | O_EXCL, 0600);
    SHOW(fcntl(s, F_GETFD));
    SHOW(shm_open(other, O_RDWR | O_CREAT | O_EXCL, 0600));
    SHOW(ftruncate(s, 4096));
    char *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, s, 0);
    close(s);
    if (fork() == 0) {
        s = shm_open(other, O_RDWR, 0);
        char *mine = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, s, 0);
        strcpy(mine, "from the child");
        _exit(0);
    }
    wait(&status);
    printf("%s\n", shared);
    SHOW(shm_unlink(other));
    SHOW(shm_unlink(other));
    SHOW(shm_open(other, O_RDWR, 0));
    SHOW(shm_open("/a/b", O_RDWR | O_CREAT, 0600));
}
