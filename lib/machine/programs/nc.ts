// nc: a socket by hand. What is typed goes out, what comes in is shown.
//
// Source: options and words of netcat-openbsd 1.219 (Debian 12).
// Departs: IPv4 and TCP only; it ends when the other side ends, as netcat-traditional does.

import type { SourceFile } from '../../cc/compile.ts';

const TEXT = String.raw`// nc: connect to a port, or wait on one, and carry bytes both ways.

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int listening, verbose, scan_only, shut_at_eof;

static int usage(void) {
    fprintf(stderr, "usage: nc [-lNvz] [-p port] [host] [port]\n");
    return 1;
}

static int wait_for_client(const char *port) {
    int on = 1, server = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(port))};
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(server, (struct sockaddr *) &address, sizeof address) < 0 || listen(server, 1) < 0) {
        fprintf(stderr, "nc: %s\n", strerror(errno));
        return -1;
    }
    if (verbose) fprintf(stderr, "Listening on 0.0.0.0 %s\n", port);
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    int fd = accept(server, (struct sockaddr *) &peer, &length);
    if (fd >= 0 && verbose)
        fprintf(stderr, "Connection received on %s %d\n", inet_ntoa(peer.sin_addr),
                ntohs(peer.sin_port));
    close(server);
    return fd;
}

static int connect_to(const char *host, const char *port) {
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
    int error = getaddrinfo(host, port, &hints, &found);
    if (error) {
        fprintf(stderr, "nc: getaddrinfo for host \"%s\" port %s: %s\n", host, port,
                gai_strerror(error));
        return -1;
    }
    /* A name is followed by the address that it stands for. */
    char address[32] = "";
    struct in_addr numeric, to = ((struct sockaddr_in *) found->ai_addr)->sin_addr;
    if (inet_pton(AF_INET, host, &numeric) != 1)
        snprintf(address, sizeof address, " (%s)", inet_ntoa(to));
    int fd = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (connect(fd, found->ai_addr, found->ai_addrlen) < 0) {
        int why = errno;
        if (verbose)
            fprintf(stderr, "nc: connect to %s%s port %s (tcp) failed: %s\n", host, address,
                    port, strerror(why));
        close(fd);
        fd = -1;
    } else if (verbose) {
        fprintf(stderr, "Connection to %s%s %s port [tcp/*] succeeded!\n", host, address, port);
    }
    freeaddrinfo(found);
    return fd;
}

// Returns how many bytes went from one descriptor to the other; 0 at the end, -1 on an error.
static int carry(int from, int to) {
    char bytes[16384];
    ssize_t n = read(from, bytes, sizeof bytes);
    for (ssize_t done = 0; done < n;) {
        ssize_t part = write(to, bytes + done, n - done);
        if (part < 0) return -1;
        done += part;
    }
    return n;
}

static int carry_both_ways(int fd) {
    struct pollfd ends[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = fd, .events = POLLIN}};
    for (;;) {
        if (poll(ends, 2, -1) < 0) return 1;
        if (ends[1].revents && carry(fd, STDOUT_FILENO) <= 0) return 0;
        if (ends[0].revents && carry(STDIN_FILENO, fd) <= 0) {
            if (shut_at_eof) shutdown(fd, SHUT_WR);
            ends[0].fd = -1;  // nothing more to type; what the other side says is still shown
        }
    }
}

int main(int argc, char **argv) {
    char *port = NULL;
    for (int option; (option = getopt(argc, argv, "lNvznp:")) != -1;) switch (option) {
        case 'l': listening = 1; break;
        case 'N': shut_at_eof = 1; break;
        case 'v': verbose = 1; break;
        case 'z': scan_only = 1; break;
        case 'n': break;
        case 'p': port = optarg; break;
        default: return usage();
        }
    char *host = optind < argc ? argv[optind] : NULL;
    if (optind + 1 < argc) port = argv[optind + 1];
    if (listening && !port) port = host;
    if (!port || (!listening && !host)) return usage();

    int fd = listening ? wait_for_client(port) : connect_to(host, port);
    if (fd < 0) return 1;
    int status = scan_only ? 0 : carry_both_ways(fd);
    close(fd);
    return status;
}
`;

export const NC: SourceFile = { name: 'nc.c', text: TEXT };
