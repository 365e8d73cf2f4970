// Named pipes: an open that waits for the other end, and what is left when one end goes.
#include <sys/stat.h>

static void probe(void) {
    char name[64], b[32] = "";
    int status;
    struct stat info;
    snprintf(name, sizeof name, "/tmp/probe-%d", base_port);
    SHOW(mkfifo(name, 0600));
    SHOW(mkfifo(name, 0600));
    SHOW(open(name, O_WRONLY | O_NONBLOCK));
    int r = open(name, O_RDONLY | O_NONBLOCK);
    show_poll("nobody has written", r);
    SHOW(read(r, b, 8));
    int w = open(name, O_WRONLY | O_NONBLOCK);
    SHOW(w >= 0);
    SHOW(read(r, b, 8));
    SHOW(write(w, "hello", 5));
    show_poll("something to read", r);
    show_poll("room to write", w);
    SHOW(read(r, b, 8));
    fstat(r, &info);
    SHOW(S_ISFIFO(info.st_mode) && (info.st_mode & 0777) == 0600);
    close(w);
    show_poll("the writer has gone", r);
    SHOW(read(r, b, 8));
    w = open(name, O_WRONLY);
    SHOW(w >= 0);
    show_poll("another one", r);
    close(r);
    show_poll("no reader", w);
    SHOW(write(w, "x", 1));
    close(w);

    // Who opens first waits, whichever end it is.
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        int fd = open(name, O_WRONLY);
        write(fd, "from the child", 14);
        _exit(3);
    }
    pause_ms(20);
    SHOW(waitpid(child, &status, WNOHANG));
    r = open(name, O_RDONLY);
    SHOW(read(r, b, 32));
    SHOW(read(r, b, 32));
    waitpid(child, &status, 0);
    SHOW(WEXITSTATUS(status));
    close(r);
    child = fork();
    if (child == 0) {
        pause_ms(20);
        int fd = open(name, O_WRONLY);
        write(fd, "second", 6);
        _exit(0);
    }
    r = open(name, O_RDONLY);
    SHOW(read(r, b, 32));
    waitpid(child, &status, 0);
    close(r);
    int both = open(name, O_RDWR);
    SHOW(both >= 0);
    SHOW(write(both, "abc", 3));
    SHOW(read(both, b, 32));
    close(both);

    struct sigaction action = {.sa_handler = (void (*)(int))getpid};
    struct itimerval tick = {.it_value = {0, 20000}};
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &tick, NULL);
    SHOW(open(name, O_RDONLY));
    SHOW(open(name, O_WRONLY | O_NONBLOCK));
    SHOW(lseek(open(name, O_RDWR), 0, SEEK_SET));
    SHOW(unlink(name));
    SHOW(open(name, O_RDONLY));
}
