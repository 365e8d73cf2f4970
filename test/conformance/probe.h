/* What every probe shares: a way to print a call with its result, and sockets on 127.0.0.1.
 *
 * The first argument of a probe is a port; all that it uses are that one and the next few.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int base_port;

static const char *errno_text(int number) {
    switch (number) {
    case EBADF: return "EBADF";
    case ECHILD: return "ECHILD";
    case EAGAIN: return "EAGAIN";
    case EINTR: return "EINTR";
    case EACCES: return "EACCES";
    case EFAULT: return "EFAULT";
    case EEXIST: return "EEXIST";
    case EINVAL: return "EINVAL";
    case EISDIR: return "EISDIR";
    case EMFILE: return "EMFILE";
    case ENOENT: return "ENOENT";
    case ENOTDIR: return "ENOTDIR";
    case ENOTTY: return "ENOTTY";
    case EPERM: return "EPERM";
    case EPIPE: return "EPIPE";
    case ESPIPE: return "ESPIPE";
    case ESRCH: return "ESRCH";
    case EADDRINUSE: return "EADDRINUSE";
    case EADDRNOTAVAIL: return "EADDRNOTAVAIL";
    case EAFNOSUPPORT: return "EAFNOSUPPORT";
    case EALREADY: return "EALREADY";
    case ECONNABORTED: return "ECONNABORTED";
    case ECONNREFUSED: return "ECONNREFUSED";
    case ECONNRESET: return "ECONNRESET";
    case EDESTADDRREQ: return "EDESTADDRREQ";
    case EINPROGRESS: return "EINPROGRESS";
    case EISCONN: return "EISCONN";
    case EMSGSIZE: return "EMSGSIZE";
    case ENOPROTOOPT: return "ENOPROTOOPT";
    case ENOTCONN: return "ENOTCONN";
    case ENOTSOCK: return "ENOTSOCK";
    case EOPNOTSUPP: return "EOPNOTSUPP";
    case EPROTONOSUPPORT: return "EPROTONOSUPPORT";
    case ESOCKTNOSUPPORT: return "ESOCKTNOSUPPORT";
    default: return strerror(number);
    }
}

static void show(const char *call, long result) {
    if (result < 0) printf("%s = -1 %s\n", call, errno_text(errno));
    else printf("%s = %ld\n", call, result);
    fflush(stdout);
}

#define SHOW(call) show(#call, (long)(call))

static struct sockaddr_in at(int offset) {
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(base_port + offset);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static int tcp(void) { return socket(AF_INET, SOCK_STREAM, 0); }

static int bind_to(int fd, int offset) {
    struct sockaddr_in address = at(offset);
    return bind(fd, (struct sockaddr *)&address, sizeof address);
}

static int connect_to(int fd, int offset) {
    struct sockaddr_in address = at(offset);
    return connect(fd, (struct sockaddr *)&address, sizeof address);
}

static int option(int fd, int level, int name, int value) {
    return setsockopt(fd, level, name, &value, sizeof value);
}

static int listener(int offset, int backlog) {
    int fd = tcp();
    option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (bind_to(fd, offset) < 0 || listen(fd, backlog) < 0) {
        perror("listener");
        exit(1);
    }
    return fd;
}

static int client(int offset) {
    int fd = tcp();
    if (connect_to(fd, offset) < 0) {
        perror("client");
        exit(1);
    }
    return fd;
}

static int nonblocking(int fd) { return fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); }

static void pause_ms(int ms) {
    struct timespec time = {ms / 1000, (ms % 1000) * 1000000L};
    nanosleep(&time, NULL);
}

/* Prints what poll(2) says of one descriptor. */
static void show_poll(const char *text, int fd) {
    struct pollfd one = {fd, POLLIN | POLLPRI | POLLOUT | POLLRDHUP, 0};
    poll(&one, 1, 0);
    printf("%s:%s%s%s%s%s%s\n", text, one.revents & POLLIN ? " IN" : "",
           one.revents & POLLOUT ? " OUT" : "", one.revents & POLLRDHUP ? " RDHUP" : "",
           one.revents & POLLERR ? " ERR" : "", one.revents & POLLHUP ? " HUP" : "",
           one.revents & POLLNVAL ? " NVAL" : "");
    fflush(stdout);
}

static const char *pending_error(int fd) {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
    return error ? errno_text(error) : "none";
}

static void probe(void);

/* A probe that runs itself says here what it does then: an exit status, or -1 for the probe. */
static int (*as_another)(int argc, char **argv);

int main(int argc, char **argv) {
    base_port = argc > 1 ? atoi(argv[1]) : 9000;
    signal(SIGPIPE, SIG_IGN);
    int status = as_another ? as_another(argc, argv) : -1;
    if (status >= 0) return status;
    probe();
    return 0;
}
