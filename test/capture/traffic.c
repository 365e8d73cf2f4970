/* Traffic for captures: `traffic ADDRESS tcp` has an echo of 20 kB, `traffic ADDRESS udp` datagrams
 * of several lengths and one for a closed port, `traffic ADDRESS large` datagrams that need fragments,
 * `traffic echo` is the far end over a link. */
#include <arpa/inet.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TCP_PORT = 24680, UDP_PORT, CLOSED_PORT, BYTES = 20000 };

static void must(int ok, const char *what) {
    if (ok) return;
    perror(what);
    exit(1);
}

static struct addrinfo *address(const char *host, int type, int port) {
    struct addrinfo hints = {.ai_socktype = type, .ai_flags = AI_NUMERICHOST}, *found;
    char service[8];
    snprintf(service, sizeof service, "%d", port);
    must(getaddrinfo(host, service, &hints, &found) == 0, "getaddrinfo");
    return found;
}

static int listener(const char *host) {
    struct addrinfo *own = address(host, SOCK_STREAM, TCP_PORT);
    int fd = socket(own->ai_family, SOCK_STREAM, 0);
    must(bind(fd, own->ai_addr, own->ai_addrlen) == 0, "bind");
    must(listen(fd, 5) == 0, "listen");
    return fd;
}

static void echo_once(int server) {
    char buffer[4096];
    ssize_t got;
    int fd = accept(server, NULL, NULL);
    must(fd >= 0, "accept");
    while ((got = read(fd, buffer, sizeof buffer)) > 0) must(write(fd, buffer, got) == got, "write");
    close(fd);
}

static void converse(const char *host) {
    static char sent[BYTES], back[BYTES];
    struct addrinfo *peer = address(host, SOCK_STREAM, TCP_PORT);
    int fd = socket(peer->ai_family, SOCK_STREAM, 0);
    must(connect(fd, peer->ai_addr, peer->ai_addrlen) == 0, "connect");
    for (int i = 0; i < BYTES; i++) sent[i] = i % 251;
    must(write(fd, sent, BYTES) == BYTES, "write");
    shutdown(fd, SHUT_WR);
    ssize_t got;
    size_t have = 0;
    while ((got = read(fd, back + have, BYTES - have)) > 0) have += got;
    must(have == BYTES && memcmp(sent, back, BYTES) == 0, "echo");
    close(fd);
}

static void datagrams(const char *host) {
    static char text[5000];
    const int lengths[] = {0, 1, 100, 1400, 5000};
    struct addrinfo *own = address(host, SOCK_DGRAM, UDP_PORT);
    int fd = socket(own->ai_family, SOCK_DGRAM, 0);
    must(bind(fd, own->ai_addr, own->ai_addrlen) == 0, "bind");
    for (int i = 0; i < 5; i++) {
        sendto(fd, text, lengths[i], 0, own->ai_addr, own->ai_addrlen);
        must(recv(fd, text, sizeof text, 0) == lengths[i], "recv");
    }
    struct addrinfo *closed = address(host, SOCK_DGRAM, CLOSED_PORT);
    int other = socket(closed->ai_family, SOCK_DGRAM, 0);
    must(connect(other, closed->ai_addr, closed->ai_addrlen) == 0, "connect");
    send(other, text, 11, 0);
    send(other, text, 2000, 0);
    close(other);
    close(fd);
}

static void large(const char *host) {
    static char text[65507];
    const int lengths[] = {1473, 3000, 1400, 20000, 2953, 65507};
    for (int i = 0; i < 65507; i++) text[i] = i % 251;
    for (int i = 0; i < 6; i++) {
        struct addrinfo *closed = address(host, SOCK_DGRAM, CLOSED_PORT);
        int fd = socket(closed->ai_family, SOCK_DGRAM, 0), mode = i == 2 ? 0 : 1;
        setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &mode, sizeof mode);
        sendto(fd, text, lengths[i], 0, closed->ai_addr, closed->ai_addrlen);
        usleep(100000);
        close(fd);
    }
}

int main(int argc, char **argv) {
    if (argc == 2) echo_once(listener("0.0.0.0"));
    else if (strcmp(argv[2], "udp") == 0) datagrams(argv[1]);
    else if (strcmp(argv[2], "large") == 0) large(argv[1]);
    else if (strcmp(argv[1], "10.0.0.1") == 0) converse(argv[1]);
    else {
        int server = listener(argv[1]);
        if (fork() == 0) {
            converse(argv[1]);
            return 0;
        }
        echo_once(server);
        wait(NULL);
    }
    return 0;
}
