// What resolv.conf(5) calls options, from the environment, and how three servers are asked that are late, silent, broken or wrong.
#include <netinet/in.h>
#include <arpa/nameser.h>
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <resolv.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Three servers in one child: each says when it is asked, and answers what the name tells it. */
static void serve(struct pollfd *servers, int says) {
    unsigned char msg[NS_PACKETSZ];
    for (;;) {
        poll(servers, 3, -1);
        for (int i = 0; i < 3; i++) {
            if (!servers[i].revents) continue;
            struct sockaddr_in client;
            socklen_t length = sizeof client;
            int n = recvfrom(servers[i].fd, msg, sizeof msg, 0, (struct sockaddr *) &client, &length);
            char name[NS_MAXDNAME], *what = name;
            dn_expand(msg, msg + n, msg + NS_HFIXEDSZ, name, sizeof name);
            dprintf(says, "%d: %s\n", i, name);
            /* "1good.test": what server 1 answers, the others say nothing. */
            if (*what >= '0' && *what <= '9' && *what++ != '0' + i) continue;
            if (strncmp(what, "silent", 6) == 0) continue;
            msg[2] |= 0x80;
            if (strncmp(what, "echo", 4) == 0) msg[2] &= 0x7f;
            if (strncmp(what, "broken", 6) == 0) msg[3] |= ns_r_servfail;
            if (strncmp(what, "refused", 7) == 0) msg[3] |= ns_r_refused;
            if (strncmp(what, "format", 6) == 0) msg[3] |= ns_r_formerr;
            if (strncmp(what, "none", 4) == 0) msg[3] |= ns_r_nxdomain;
            if (strncmp(what, "empty", 5) == 0) msg[3] |= 0x80;
            if (strncmp(what, "short", 5) == 0) n = 7;
            if (strncmp(what, "upper", 5) == 0) msg[NS_HFIXEDSZ + 2] ^= 0x20;
            if (strncmp(what, "bare", 4) == 0) msg[5] = 0, msg[7] = 1, n = NS_HFIXEDSZ;
            if (strstr(what, "good") || strncmp(what, "upper", 5) == 0 || strncmp(what, "echo", 4) == 0) msg[7] = 1;
            sendto(servers[i].fd, msg, n, 0, (struct sockaddr *) &client, length);
        }
    }
}

static void ask(const char *how, int (*query)(const char *, int, int, unsigned char *, int), const char *name) {
    unsigned char answer[NS_PACKETSZ] = {0};
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    errno = h_errno = 0;
    int n = query(name, ns_c_in, ns_t_a, answer, sizeof answer);
    int error = errno;
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%s %s: %d, h_errno %d, %s, %.0f s\n", how, name, n, h_errno, n < 0 ? strerror(error) : "fine",
           (end.tv_sec - begin.tv_sec) + (end.tv_nsec - begin.tv_nsec) / 1e9 - 0.3);
    fflush(stdout);
}

static void read_options(const char *options) {
    fflush(stdout);
    if (fork() > 0) {
        wait(NULL);
        return;
    }
    setenv("RES_OPTIONS", options, 1);
    struct __res_state state = {0};
    res_ninit(&state);
    printf("[%s]: ndots %d, timeout %d, attempts %d,", options, state.ndots, state.retrans, state.retry);
    printf(" rotate %d, no TLD %d, trust %d\n", !!(state.options & RES_ROTATE), !!(state.options & RES_NOTLDQUERY), !!(state.options & RES_TRUSTAD));
    fflush(stdout);
    _exit(0);
}

int main(void) {
    struct pollfd servers[3];
    struct sockaddr_in address[3] = {{0}};
    int says[2];
    if (pipe(says) < 0) return 1;
    setenv("LOCALDOMAIN", "one.example two.example", 1);
    read_options("");
    read_options("ndots:3 timeout:2\tattempts:4");
    read_options("ndots:99 timeout:99 attempts:99");
    read_options("ndots:0 timeout:0 attempts:0");
    read_options("ndots:-1 timeout:-1 attempts:-1");
    read_options("rotate no_tld_query trust-adx Ndots:4 timeout :3 timeout=3");
    read_options(" ndots:2,timeout:1 ndots:x");
    setenv("RES_OPTIONS", "timeout:2 attempts:1", 1);
    res_init();
    for (int i = 0; i < 3; i++) {
        socklen_t length = sizeof *address;
        servers[i] = (struct pollfd) {socket(AF_INET, SOCK_DGRAM, 0), POLLIN, 0};
        address[i] = (struct sockaddr_in) {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        bind(servers[i].fd, (struct sockaddr *) &address[i], length);
        getsockname(servers[i].fd, (struct sockaddr *) &address[i], &length);
        _res.nsaddr_list[i] = address[i];
    }
    pid_t child = fork();
    if (child == 0) serve(servers, says[1]);
    _res.options = RES_DEFAULT | RES_INIT;
    _res.ndots = 1;
    _res.nscount = 3;
    ask("three", res_query, "silent.test");
    ask("three", res_query, "broken.test");
    _res.retrans = 1;
    _res.nscount = 2;
    ask("two", res_query, "upper.test");
    ask("two", res_query, "echo.test");
    ask("two", res_query, "short.test");
    _res.nscount = 1;
    _res.retry = 2;
    ask("twice", res_query, "bare.test");
    ask("one", res_search, "good");
    ask("one", res_search, "good.test");
    ask("one", res_search, "none");
    ask("one", res_search, "empty.test");
    ask("one", res_search, "broken");
    ask("one", res_search, "broken.test");
    ask("one", res_search, "format");
    ask("one", res_search, "refused.test.");
    ask("one", res_search, "");
    _res.ndots = 2;
    ask("two dots", res_search, "none.test");
    _res.options |= RES_NOTLDQUERY;
    ask("no TLD", res_search, "none");
    _res.options &= ~RES_DNSRCH;
    ask("no search", res_search, "none");
    ask("no search", res_search, "none.test");
    _res.options &= ~RES_DEFNAMES;
    ask("no names", res_search, "none");
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    /* Nobody is there. */
    for (int i = 0; i < 3; i++) close(servers[i].fd);
    _res.options = RES_DEFAULT | RES_INIT;
    ask("nobody", res_search, "good");
    ask("nobody", res_search, "good.test");
    _res.nscount = 0;
    ask("no server", res_query, "good");
    close(says[1]);
    char text[10000];
    int n = 0, got;
    while ((got = read(says[0], text + n, sizeof text - n)) > 0) n += got;
    printf("%.*s", n, text);
    return 0;
}
// → []: ndots 1, timeout 5, attempts 2, rotate 0, no TLD 0, trust 0
// → [ndots:3 timeout:2	attempts:4]: ndots 3, timeout 2, attempts 4, rotate 0, no TLD 0, trust 0
// → [ndots:99 timeout:99 attempts:99]: ndots 15, timeout 30, attempts 5, rotate 0, no TLD 0, trust 0
// → [ndots:0 timeout:0 attempts:0]: ndots 0, timeout 0, attempts 0, rotate 0, no TLD 0, trust 0
// → [ndots:-1 timeout:-1 attempts:-1]: ndots 15, timeout -1, attempts -1, rotate 0, no TLD 0, trust 0
// → [rotate no_tld_query trust-adx Ndots:4 timeout :3 timeout=3]: ndots 1, timeout 5, attempts 2, rotate 1, no TLD 1, trust 1
// → [ ndots:2,timeout:1 ndots:x]: ndots 0, timeout 5, attempts 2, rotate 0, no TLD 0, trust 0
// → three silent.test: -1, h_errno 2, Connection timed out, 5 s
// → three broken.test: -1, h_errno 2, Connection timed out, -0 s
// → two upper.test: 28, h_errno 0, fine, -0 s
// → two echo.test: 27, h_errno 0, fine, -0 s
// → two short.test: -1, h_errno 2, Connection timed out, -0 s
// → twice bare.test: -1, h_errno 2, Connection timed out, 2 s
// → one good: 34, h_errno 1, fine, -0 s
// → one good.test: 27, h_errno 1, fine, -0 s
// → one none: -1, h_errno 1, Success, -0 s
// → one empty.test: -1, h_errno 4, Success, -0 s
// → one broken: -1, h_errno 2, Connection timed out, -0 s
// → one broken.test: -1, h_errno 2, Connection timed out, -0 s
// → one format: -1, h_errno 3, Success, -0 s
// → one refused.test.: -1, h_errno 2, Connection timed out, -0 s
// → one : -1, h_errno 3, Message too long, -0 s
// → two dots none.test: -1, h_errno 1, Success, -0 s
// → no TLD none: -1, h_errno 1, Success, -0 s
// → no search none: -1, h_errno 1, Success, -0 s
// → no search none.test: -1, h_errno 1, Success, -0 s
// → no names none: -1, h_errno 1, Success, -0 s
// → nobody good: -1, h_errno 2, Connection refused, -0 s
// → nobody good.test: -1, h_errno 2, Connection refused, -0 s
// → no server good: -1, h_errno 2, No such process, -0 s
// → 0: silent.test
// → 1: silent.test
// → 2: silent.test
// → 0: broken.test
// → 1: broken.test
// → 2: broken.test
// → 0: upper.test
// → 0: echo.test
// → 0: short.test
// → 1: short.test
// → 0: bare.test
// → 0: bare.test
// → 0: good.one.example
// → 0: good.test
// → 0: none.one.example
// → 0: none.two.example
// → 0: none
// → 0: empty.test
// → 0: empty.test.one.example
// → 0: empty.test.two.example
// → 0: broken.one.example
// → 0: broken.one.example
// → 0: broken.two.example
// → 0: broken.two.example
// → 0: broken
// → 0: broken
// → 0: broken.test
// → 0: broken.test
// → 0: broken.test.one.example
// → 0: broken.test.one.example
// → 0: broken.test.two.example
// → 0: broken.test.two.example
// → 0: format.one.example
// → 0: format
// → 0: refused.test
// → 0: refused.test
// → 0: none.test.one.example
// → 0: none.test.two.example
// → 0: none.test
// → 0: none.one.example
// → 0: none.two.example
// → 0: none.one.example
// → 0: none.test
// → 0: none
