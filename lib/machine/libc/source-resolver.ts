// res_query() and its like: questions to a name server over UDP.
//
// One idea: a question goes to each server in turn, over a socket for each that stays open until somebody has
// answered or refused, so that a late answer to an earlier try counts too. Who listens at a name server's port may be a
// program of this machine.
//
// Source: RFC 1035 section 4; resolver(3), resolv.conf(5); glibc 2.36 under strace, and what it answers to servers
// that are slow, silent, broken and wrong.
// Departs: an answer that was cut is taken as it came, without a second question over TCP; name servers at IPv6
// addresses are skipped; the options use-vc, edns0, no-aaaa and single-request are kept and have no effect; a search
// list has at most six names; HOSTALIASES is not read.

export const RESOLVER = String.raw`#define _GNU_SOURCE
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <resolv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct __res_state _res;

/* Whether a line says something about that: the word begins it, and a blank follows. */
static const char *after(const char *line, const char *word) {
    size_t n = strlen(word);
    if (strncmp(line, word, n) != 0 || (line[n] != ' ' && line[n] != '\t')) return NULL;
    return line + n + strspn(line + n, " \t");
}

/* The number behind a name, or the most that it may be. */
static int is_number(const char *text, const char *name, int most, int *value) {
    size_t n = strlen(name);
    if (strncmp(text, name, n) != 0) return 0;
    *value = atoi(text + n) < most ? atoi(text + n) : most;
    return 1;
}

static void read_options(struct __res_state *state, const char *text) {
    static const struct { const char *name; unsigned long flag; } flags[] = {
        {"rotate", RES_ROTATE}, {"edns0", RES_USE_EDNS0}, {"single-request-reopen", RES_SNGLKUPREOP},
        {"single-request", RES_SNGLKUP}, {"no_tld_query", RES_NOTLDQUERY}, {"no-tld-query", RES_NOTLDQUERY},
        {"no-reload", RES_NORELOAD}, {"use-vc", RES_USEVC}, {"trust-ad", RES_TRUSTAD}, {"no-aaaa", RES_NOAAAA}};
    for (text += strspn(text, " \t"); *text; text += strcspn(text, " \t"), text += strspn(text, " \t")) {
        int value;
        if (is_number(text, "ndots:", RES_MAXNDOTS, &value)) state->ndots = value;
        if (is_number(text, "timeout:", RES_MAXRETRANS, &value)) state->retrans = value;
        if (is_number(text, "attempts:", RES_MAXRETRY, &value)) state->retry = value;
        for (unsigned i = 0; i < sizeof flags / sizeof *flags; i++)
            if (strncmp(text, flags[i].name, strlen(flags[i].name)) == 0) {
                state->options |= flags[i].flag;
                break;
            }
    }
}

/* The names behind "search" or, only the first, behind "domain". */
static void search_list(struct __res_state *state, const char *words, int most) {
    char *to = state->defdname, *end = to + sizeof state->defdname;
    int n = 0;
    do {
        size_t length = strcspn(words, " \t\n");
        if (to + length >= end) break;
        state->dnsrch[n++] = to;
        to = mempcpy(to, words, length);
        *to++ = '\0';
        words += length;
        words += strspn(words, " \t");
    } while (n < most && *words && *words != '\n');
    state->dnsrch[n] = NULL;
}

static void read_line(struct __res_state *state, const char *line, int is_local) {
    const char *words;
    if ((words = after(line, "nameserver"))) {
        struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(NS_DEFAULTPORT)};
        char address[INET_ADDRSTRLEN + 1];
        snprintf(address, sizeof address, "%.*s", (int) strcspn(words, " \t\n"), words);
        if (state->nscount < MAXNS && inet_aton(address, &server.sin_addr)) state->nsaddr_list[state->nscount++] = server;
    } else if ((words = after(line, "options"))) {
        read_options(state, words);
    } else if ((words = after(line, "search")) && *words && *words != '\n') {
        if (!is_local) search_list(state, words, MAXDNSRCH);
    } else if ((words = after(line, "domain")) && *words && *words != '\n') {
        if (!is_local) search_list(state, words, 1);
    }
}

int res_ninit(struct __res_state *state) {
    char *line = NULL, *local = getenv("LOCALDOMAIN"), *options = getenv("RES_OPTIONS"), host[256];
    size_t room = 0;
    memset(state, 0, sizeof *state);
    state->options = RES_DEFAULT | RES_INIT;
    state->retrans = RES_TIMEOUT;
    state->retry = RES_DFLRETRY;
    state->ndots = 1;
    if (local) search_list(state, local, MAXDNSRCH);
    FILE *file = fopen(_PATH_RESCONF, "rce");
    while (file && getline(&line, &room, file) > 0) read_line(state, line, local != NULL);
    free(line);
    if (file) fclose(file);
    if (state->nscount == 0) {
        state->nsaddr_list[0] = (struct sockaddr_in) {.sin_family = AF_INET, .sin_port = htons(NS_DEFAULTPORT)};
        state->nsaddr_list[0].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        state->nscount = 1;
    }
    char *dot = !state->dnsrch[0] && gethostname(host, sizeof host) == 0 ? strchr(host, '.') : NULL;
    if (dot) search_list(state, dot + 1, 1);
    if (options) read_options(state, options);
    getrandom(&state->id, sizeof state->id, GRND_NONBLOCK);
    return 0;
}

void res_nclose(struct __res_state *state) {
    (void) state;
}

int res_init(void) {
    return res_ninit(&_res);
}

static struct __res_state *state(void) {
    if (!(_res.options & RES_INIT)) res_init();
    return &_res;
}

int res_nmkquery(struct __res_state *state, int op, const char *dname, int class, int type, const unsigned char *data, int datalen,
                 const unsigned char *newrr, unsigned char *buf, int buflen) {
    (void) data, (void) datalen, (void) newrr;
    if (buflen < NS_HFIXEDSZ || op != ns_o_query || class < 0 || class > 65535 || type < 0 || type > 65535) return -1;
    memset(buf, 0, NS_HFIXEDSZ);
    getrandom(&state->id, sizeof state->id, GRND_NONBLOCK);
    memcpy(buf, &state->id, 2);
    buf[2] = op << 3 | !!(state->options & RES_RECURSE);
    if (state->options & RES_TRUSTAD) buf[3] = 0x20;
    int n = ns_name_compress(dname, buf + NS_HFIXEDSZ, buflen - NS_HFIXEDSZ - NS_QFIXEDSZ, NULL, NULL);
    if (n < 0) return -1;
    buf[5] = 1;
    ns_put16(type, buf + NS_HFIXEDSZ + n);
    ns_put16(class, buf + NS_HFIXEDSZ + n + 2);
    return NS_HFIXEDSZ + n + NS_QFIXEDSZ;
}

int res_mkquery(int op, const char *dname, int class, int type, const unsigned char *data, int datalen, const unsigned char *newrr,
                unsigned char *buf, int buflen) {
    return res_nmkquery(state(), op, dname, class, type, data, datalen, newrr, buf, buflen);
}

/* One question on its way: sockets to those who have been asked, and whether any of them can be heard at all. */
struct talk { struct __res_state *state; int fds[MAXNS], heard; };

static void hang_up(struct talk *talk) {
    for (int i = 0; i < MAXNS; i++) {
        if (talk->fds[i] >= 0) close(talk->fds[i]);
        talk->fds[i] = -1;
    }
}

/* Whether there is a socket to a server: 1, 0 if it cannot be reached, -1 if there is none to be had. */
static int call_up(struct talk *talk, int server) {
    const struct sockaddr_in *to = &talk->state->nsaddr_list[server];
    int one = 1, fd = talk->fds[server];
    if (fd >= 0) return 1;
    fd = talk->fds[server] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -1;
    setsockopt(fd, IPPROTO_IP, IP_RECVERR, &one, sizeof one);
    if (connect(fd, (const struct sockaddr *) to, sizeof *to) == 0) return 1;
    hang_up(talk);
    return 0;
}

/* Who asks is known by the number, and by the question, letter case aside. The bit that makes it an answer is not looked at. */
static int is_answer(const unsigned char *msg, int msglen, const unsigned char *answer, int n) {
    char asked[NS_MAXDNAME], told[NS_MAXDNAME];
    const unsigned char *question = msg + NS_HFIXEDSZ, *other = answer + NS_HFIXEDSZ;
    if (memcmp(msg, answer, 2) != 0 || memcmp(msg + 4, answer + 4, 2) != 0) return 0;
    int a = dn_expand(msg, msg + msglen, question, asked, sizeof asked), b = dn_expand(answer, answer + n, other, told, sizeof told);
    return a > 0 && b > 0 && other + b + NS_QFIXEDSZ <= answer + n && strcasecmp(asked, told) == 0 &&
           memcmp(question + a, other + b, NS_QFIXEDSZ) == 0;
}

/* Whether another server should be asked: this one has failed, will not, or knows neither the name nor who does. */
static int is_useless(const unsigned char *answer) {
    int code = answer[3] & 15;
    if (code == ns_r_servfail || code == ns_r_notimpl || code == ns_r_refused) return 1;
    return code == ns_r_noerror && !(answer[2] & 4) && !(answer[3] & 0x80) && !ns_get16(answer + 6) && !ns_get16(answer + 10);
}

static long milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Asks one server once; 0 if it is of no use. */
static int ask(struct talk *talk, int server, const unsigned char *msg, int msglen, unsigned char *answer, int anslen) {
    int open = call_up(talk, server), sent = 0;
    if (open <= 0) return open;
    /* The further down the list, the longer, but the servers share what that makes. */
    int seconds = server == 0 ? talk->state->retrans : (talk->state->retrans << server) / talk->state->nscount;
    if (seconds <= 0) seconds = 1;
    long left = seconds * 1000L, end = milliseconds() + left;
    struct pollfd poller = {talk->fds[server], POLLOUT, 0};
    while (left > 0) {
        int n = sent ? 0 : poll(&poller, 1, 0);
        if (n == 0) n = poll(&poller, 1, (int) left);
        if (n == 0) {
            talk->heard = 1;
            return 0;
        }
        if (n > 0 && poller.revents & POLLOUT) {
            if (send(poller.fd, msg, msglen, MSG_NOSIGNAL) == msglen) {
                poller.events = POLLIN;
                sent = 1;
                continue;
            }
        } else if (n > 0 && poller.revents & POLLIN) {
            struct sockaddr_in from;
            socklen_t length = sizeof from;
            n = (int) recvfrom(poller.fd, answer, anslen, 0, (struct sockaddr *) &from, &length);
            talk->heard |= n > 0;
            int whole = n >= NS_HFIXEDSZ, right = whole && is_answer(msg, msglen, answer, n);
            if (right && !is_useless(answer)) return n;
            if (n >= 0 && (right || !whole)) break;
            /* Not what was asked for: to be heard over. */
            if (n > 0) errno = EAGAIN;
        } else if (n > 0) break;
        if (errno != EINTR && errno != EAGAIN) break;
        left = end - milliseconds();
    }
    hang_up(talk);
    return 0;
}

static int wrong(int error) {
    errno = error;
    return -1;
}

/* With RES_ROTATE each question begins at another server, the first one anywhere. */
static unsigned first_server(const struct __res_state *state) {
    static unsigned turn, begun;
    if (state->nscount < 2 || !(state->options & RES_ROTATE)) return 0;
    if (!begun) getrandom(&turn, sizeof turn, GRND_NONBLOCK);
    begun = 1;
    return turn++ % state->nscount;
}

int res_nsend(struct __res_state *state, const unsigned char *msg, int msglen, unsigned char *answer, int anslen) {
    struct talk talk = {state, {-1, -1, -1}, 0};
    int n = 0;
    if (state->nscount == 0) return wrong(ESRCH);
    if (anslen < NS_HFIXEDSZ) return wrong(EINVAL);
    unsigned first = first_server(state);
    for (int try = 0; n == 0 && try < state->retry; try++)
        for (int i = 0; n == 0 && i < state->nscount; i++)
            n = ask(&talk, (int) (first + i) % state->nscount, msg, msglen, answer, anslen);
    hang_up(&talk);
    return n != 0 ? n : wrong(talk.heard ? ETIMEDOUT : ECONNREFUSED);
}

int res_send(const unsigned char *msg, int msglen, unsigned char *answer, int anslen) {
    return res_nsend(state(), msg, msglen, answer, anslen);
}

static int failed(struct __res_state *state, int error) {
    h_errno = state->res_h_errno = error;
    return -1;
}

int res_nquery(struct __res_state *state, const char *dname, int class, int type, unsigned char *answer, int anslen) {
    unsigned char msg[NS_HFIXEDSZ + NS_QFIXEDSZ + NS_MAXCDNAME + 1];
    if (anslen >= NS_HFIXEDSZ) answer[3] &= ~15;
    int n = res_nmkquery(state, ns_o_query, dname, class, type, NULL, 0, NULL, msg, sizeof msg);
    if (n <= 0) return failed(state, NO_RECOVERY);
    n = res_nsend(state, msg, n, answer, anslen);
    if (n < 0) return failed(state, TRY_AGAIN);
    int code = answer[3] & 15;
    if (code == ns_r_noerror && ns_get16(answer + 6)) return n;
    if (code == ns_r_noerror) return failed(state, NO_DATA);
    return failed(state, code == ns_r_nxdomain ? HOST_NOT_FOUND : code == ns_r_servfail ? TRY_AGAIN : NO_RECOVERY);
}

int res_nquerydomain(struct __res_state *state, const char *name, const char *domain, int class, int type, unsigned char *answer,
                     int anslen) {
    char whole[NS_MAXDNAME];
    size_t n = strlen(name);
    if (!domain) {
        if (n == 0 || n >= NS_MAXDNAME) return failed(state, NO_RECOVERY);
        return res_nquery(state, name, class, type, answer, anslen);
    }
    if (n + strlen(domain) + 1 >= NS_MAXDNAME) return failed(state, NO_RECOVERY);
    sprintf(whole, "%s.%s", name, domain);
    return res_nquery(state, whole, class, type, answer, anslen);
}

/* What the names of the search list made of a name. */
struct found { int searched, empty, broken, root; };

/* More than 0: the length of an answer; 0: none of them was it; -1: nobody is there to be asked. */
static int search(struct __res_state *state, const char *dname, int class, int type, unsigned char *answer, int anslen, struct found *found) {
    for (int i = 0; state->dnsrch[i]; i++) {
        const char *domain = state->dnsrch[i] + (state->dnsrch[i][0] == '.');
        found->searched = 1;
        found->root |= !*domain;
        int n = res_nquerydomain(state, dname, domain, class, type, answer, anslen);
        if (n > 0) return n;
        if (errno == ECONNREFUSED) return failed(state, TRY_AGAIN);
        int error = state->res_h_errno, broken = error == TRY_AGAIN && (answer[3] & 15) == ns_r_servfail;
        found->empty |= error == NO_DATA;
        found->broken |= broken;
        /* Anything else says that there is no use in going on. */
        if ((error != NO_DATA && error != HOST_NOT_FOUND && !broken) || !(state->options & RES_DNSRCH)) break;
    }
    return 0;
}

int res_nsearch(struct __res_state *state, const char *dname, int class, int type, unsigned char *answer, int anslen) {
    unsigned dots = 0;
    int n, as_it_is = 0, first_error = 0;
    struct found found = {0};
    errno = 0;
    failed(state, HOST_NOT_FOUND);
    for (const char *c = dname; *c; c++) dots += *c == '.';
    int is_full = *dname && dname[strlen(dname) - 1] == '.';
    if (dots >= state->ndots || is_full) {
        n = res_nquerydomain(state, dname, NULL, class, type, answer, anslen);
        if (n > 0 || is_full) return n;
        as_it_is = 1;
        first_error = h_errno;
    }
    if (state->options & (dots ? RES_DNSRCH : RES_DEFNAMES)) {
        n = search(state, dname, class, type, answer, anslen, &found);
        if (n) return n;
    }
    if (!as_it_is && !found.root && (dots || !found.searched || !(state->options & RES_NOTLDQUERY))) {
        n = res_nquerydomain(state, dname, NULL, class, type, answer, anslen);
        if (n > 0) return n;
    }
    /* Of several reasons the one that says most. */
    return failed(state, as_it_is ? first_error : found.empty ? NO_DATA : found.broken ? TRY_AGAIN : state->res_h_errno);
}

int res_query(const char *dname, int class, int type, unsigned char *answer, int anslen) {
    return res_nquery(state(), dname, class, type, answer, anslen);
}

int res_querydomain(const char *name, const char *domain, int class, int type, unsigned char *answer, int anslen) {
    return res_nquerydomain(state(), name, domain, class, type, answer, anslen);
}

int res_search(const char *dname, int class, int type, unsigned char *answer, int anslen) {
    return res_nsearch(state(), dname, class, type, answer, anslen);
}
`;
