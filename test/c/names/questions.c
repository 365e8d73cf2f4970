// <resolv.h>: a name server in a child, and what res_query() and res_search() make of each of its answers.
#include <netinet/in.h>
#include <arpa/nameser.h>
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <resolv.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void serve(int fd) {
    static const struct { const char *name; int code; } codes[] = {
        {"refused.test", ns_r_refused}, {"broken.test", ns_r_servfail}, {"strange.test", ns_r_formerr}, {"none.test", ns_r_nxdomain}};
    unsigned char msg[NS_PACKETSZ];
    for (;;) {
        struct sockaddr_in client;
        socklen_t length = sizeof client;
        int n = recvfrom(fd, msg, sizeof msg, 0, (struct sockaddr *) &client, &length);
        char name[NS_MAXDNAME];
        dn_expand(msg, msg + n, msg + NS_HFIXEDSZ, name, sizeof name);
        msg[2] |= 0x80;
        msg[3] |= strncmp(name, "empty", 5) == 0 ? 0x80 : 0;
        for (unsigned i = 0; i < sizeof codes / sizeof *codes; i++)
            if (strcmp(name, codes[i].name) == 0) msg[3] |= codes[i].code;
        if (strcmp(name, "other.test") == 0) msg[0] ^= 1;
        if (strcmp(name, "good.test") == 0) {
            unsigned char *at = msg + n;
            msg[7] = 1;
            NS_PUT16(0xc00c, at);
            NS_PUT16(ns_t_a, at);
            NS_PUT16(ns_c_in, at);
            NS_PUT32(9, at);
            NS_PUT16(4, at);
            memcpy(at, "\12\0\0\1", 4);
            n = (int) (at + 4 - msg);
        }
        sendto(fd, msg, n, 0, (struct sockaddr *) &client, length);
    }
}

int main(void) {
    static const char *const names[] = {"good.test", "good.test.", "empty.test", "lame.test", "refused.test", "broken.test",
        "strange.test", "none.test", "other.test", "bad..name", "bad\\"};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof server;
    bind(fd, (struct sockaddr *) &server, length);
    getsockname(fd, (struct sockaddr *) &server, &length);
    pid_t child = fork();
    if (child == 0) serve(fd);
    close(fd);
    /* Whatever this host's resolv.conf says. */
    setenv("LOCALDOMAIN", "example", 1);
    res_init();
    _res.options = RES_DEFAULT | RES_INIT;
    _res.ndots = 1;
    _res.nscount = 1;
    _res.nsaddr_list[0] = server;
    _res.retrans = _res.retry = 1;
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        unsigned char answer[NS_PACKETSZ] = {0};
        errno = h_errno = 0;
        int n = res_query(names[i], ns_c_in, ns_t_a, answer, sizeof answer);
        printf("%s: %d, h_errno %d, %s", names[i], n, h_errno, n < 0 ? strerror(errno) : "fine");
        if (i % 3) {
            printf("\n");
            continue;
        }
        n = res_search(names[i], ns_c_in, ns_t_a, answer, sizeof answer);
        printf("; searched: %d, h_errno %d\n", n, h_errno);
    }
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return 0;
}
// → good.test: 43, h_errno 0, fine; searched: 43, h_errno 1
// → good.test.: 43, h_errno 0, fine
// → empty.test: -1, h_errno 4, Success
// → lame.test: -1, h_errno 2, Connection timed out; searched: -1, h_errno 2
// → refused.test: -1, h_errno 2, Connection timed out
// → broken.test: -1, h_errno 2, Connection timed out
// → strange.test: -1, h_errno 3, Success; searched: -1, h_errno 3
// → none.test: -1, h_errno 1, Success
// → other.test: -1, h_errno 2, Connection timed out
// → bad..name: -1, h_errno 3, Message too long; searched: -1, h_errno 3
// → bad\: -1, h_errno 3, Message too long
