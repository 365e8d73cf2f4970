// SIGIO: FIOASYNC, O_ASYNC, owners and the signal of fcntl(2), on sockets and pipes.
#include <sys/ioctl.h>

static volatile int count, last, code, band, fd_of;

static void noted(int signo, siginfo_t *info, void *context) {
    count++;
    last = signo;
    code = info->si_code;
    band = info->si_band;
    fd_of = info->si_fd;
}

static void told(const char *what) {
    pause_ms(10);
    printf("%s: %d of signal %d code %d band %x\n", what, count, last, code, code > 0 ? band : 0);
    fflush(stdout);
    count = last = code = band = 0;
}

static void each(const char *kind, int in, int out) {
    int on = 1, off = 0;
    char bytes[10];
    printf("-- %s\n", kind);
    SHOW(ioctl(in, FIOASYNC, &on));
    SHOW((fcntl(in, F_GETFL) & O_ASYNC) != 0);
    write(out, "a", 1);
    told("without an owner");
    SHOW(fcntl(in, F_SETOWN, getpid()));
    SHOW(fcntl(in, F_GETOWN) == getpid());
    write(out, "b", 1);
    told("with one");
    SHOW(fcntl(in, F_GETSIG));
    SHOW(fcntl(in, F_SETSIG, SIGUSR1));
    SHOW(fcntl(in, F_GETSIG));
    write(out, "c", 1);
    told("with a signal");
    SHOW(fcntl(in, F_SETSIG, 99));
    SHOW(fcntl(in, F_SETSIG, 0));
    SHOW(ioctl(in, FIOASYNC, &off));
    SHOW((fcntl(in, F_GETFL) & O_ASYNC) != 0);
    write(out, "d", 1);
    told("off");
    SHOW(fcntl(in, F_SETFL, O_ASYNC | O_NONBLOCK));
    write(out, "e", 1);
    told("by F_SETFL");
    SHOW(read(in, bytes, 10));
    told("read");
    close(out);
    told("closed");
    SHOW(fcntl(in, F_SETOWN, 999999));
    SHOW(fcntl(in, F_SETOWN, -getpgrp()));
    SHOW(fcntl(in, F_GETOWN) == -getpgrp());
}

static void probe(void) {
    struct sigaction action = {.sa_sigaction = noted, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigaction(SIGIO, &action, NULL);
    sigaction(SIGUSR1, &action, NULL);
    int on = 1, p[2], pair[2], server = listener(0, 5);
    int a = client(0), b = accept(server, NULL, NULL);
    each("tcp", b, a);
    pipe(p);
    each("pipe", p[0], p[1]);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    each("unix", pair[0], pair[1]);
    printf("-- listener\n");
    SHOW(fcntl(server, F_SETOWN, getpid()));
    SHOW(ioctl(server, FIOASYNC, &on));
    a = client(0);
    told("a connection");
    int udp = socket(AF_INET, SOCK_DGRAM, 0), from = socket(AF_INET, SOCK_DGRAM, 0);
    bind_to(udp, 1);
    connect_to(from, 1);
    fcntl(udp, F_SETOWN, getpid());
    ioctl(udp, FIOASYNC, &on);
    send(from, "x", 1, 0);
    told("a datagram");
    char name[] = "/tmp/asyncXXXXXX";
    int file = mkstemp(name);
    unlink(name);
    SHOW(ioctl(file, FIOASYNC, &on));
    SHOW(fcntl(file, F_SETOWN, getpid()));
    SHOW(ioctl(file, FIONBIO, &on));
    SHOW((fcntl(file, F_GETFL) & O_NONBLOCK) != 0);
    SHOW(ioctl(udp, FIOASYNC, (void *)8));
    SHOW(ioctl(99, FIOASYNC, &on));
    SHOW(ioctl(a, FIOCLEX));
    SHOW(fcntl(a, F_GETFD));
}
