// <netdb.h>: names become addresses, and addresses names.
//
// One idea: an address in digits needs no one; a name is looked up in /etc/hosts, a service in
// /etc/services, a line at a time.
//
// Source: POSIX.1-2008; glibc 2.36 for the texts of errors and the order of entries.
// Departs: no DNS; without a name, AF_UNSPEC gives IPv4 addresses alone; results are not sorted.

import type { SourceFile } from '../../cc/compile.ts';
import { REENTRANT, ROOMS } from './source-netdb-reentrant.ts';

const NETDB = String.raw`
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

_Thread_local int h_errno;

${ROOMS}
/* Cuts the next line of a file into words; comments begin with #. Returns how many, 0 at the end. */
static int words_of(FILE *f, char *line, int size, char **words) {
    while (fgets(line, size, f)) {
        int n = 0;
        char *save;
        line[strcspn(line, "#")] = '\0';
        for (char *w = strtok_r(line, " \t\n", &save); w && n < WORDS - 1; w = strtok_r(NULL, " \t\n", &save))
            words[n++] = w;
        words[n] = NULL;
        if (n >= 2) return n;
    }
    return 0;
}

/* Hosts are compared by strcasecmp, services and protocols by strcmp. */
static int is_among(const char *name, char **words, int (*compare)(const char *, const char *)) {
    for (; *words; words++)
        if (compare(*words, name) == 0) return 1;
    return 0;
}

static int numeric(const char *text, struct found *out) {
    char copy[64];
    out->family = AF_INET;
    if (inet_aton(text, (struct in_addr *) out->bytes)) return 1;
    out->family = AF_INET6;
    snprintf(copy, sizeof copy, "%s", text);
    copy[strcspn(copy, "%")] = '\0';
    return inet_pton(AF_INET6, copy, out->bytes) == 1;
}

/* All addresses of a name, in the order of the file. */
static int look_up(const char *name, int family, struct found *out, int most) {
    char line[512], *words[WORDS];
    int n = 0;
    FILE *hosts = fopen("/etc/hosts", "re");
    while (hosts && n < most && words_of(hosts, line, sizeof line, words)) {
        if (!is_among(name, words + 1, strcasecmp) || !numeric(words[0], &out[n])) continue;
        if (family != AF_UNSPEC && out[n].family != family) continue;
        snprintf(out[n].name, sizeof out[n].name, "%s", words[1]);
        n++;
    }
    if (hosts) fclose(hosts);
    if (n == 0 && strcasecmp(name, "localhost") == 0 && family != AF_INET6 && numeric("127.0.0.1", out)) {
        strcpy(out->name, "localhost");
        n = 1;
    }
    return n;
}

/* Reads the next entry that is wanted: by name, by number, or any; in the caller's room. */
int __service(FILE *f, const char *name, int port, const char *proto, struct servent *entry, struct __line *at) {
    while (words_of(f, at->text, sizeof at->text, at->words)) {
        char *port_word = at->words[1], *slash = strchr(port_word, '/');
        if (!slash || (proto && strcmp(slash + 1, proto) != 0)) continue;
        at->words[1] = at->words[0];
        int found = htons(atoi(port_word));
        if (name ? !is_among(name, at->words + 1, strcmp) : port >= 0 && found != port) continue;
        *entry = (struct servent) {at->words[0], at->words + 2, found, slash + 1};
        return 1;
    }
    return 0;
}

int __protocol(FILE *f, const char *name, int number, struct protoent *entry, struct __line *at) {
    while (words_of(f, at->text, sizeof at->text, at->words)) {
        int found = atoi(at->words[1]);
        at->words[1] = at->words[0];
        if (name ? !is_among(name, at->words + 1, strcmp) : number >= 0 && found != number) continue;
        *entry = (struct protoent) {at->words[0], at->words + 2, found};
        return 1;
    }
    return 0;
}

/* The results of functions that have room of their own stay until the next call. */
static struct servent *service(const char *name, int port, const char *proto) {
    static struct servent entry;
    static struct __line at;
    FILE *f = fopen("/etc/services", "re");
    int found = f && __service(f, name, port, proto, &entry, &at);
    if (f) fclose(f);
    return found ? &entry : NULL;
}

struct servent *getservbyname(const char *name, const char *proto) {
    return service(name, 0, proto);
}

struct servent *getservbyport(int port, const char *proto) {
    return service(NULL, port, proto);
}

static struct protoent *protocol(const char *name, int number) {
    static struct protoent entry;
    static struct __line at;
    FILE *f = fopen("/etc/protocols", "re");
    int found = f && __protocol(f, name, number, &entry, &at);
    if (f) fclose(f);
    return found ? &entry : NULL;
}

struct protoent *getprotobyname(const char *name) {
    return protocol(name, 0);
}

struct protoent *getprotobynumber(int proto) {
    return protocol(NULL, proto);
}

static const struct kind { int type, protocol; const char *name; } kinds[] = {
    {SOCK_STREAM, IPPROTO_TCP, "tcp"}, {SOCK_DGRAM, IPPROTO_UDP, "udp"}, {SOCK_RAW, 0, NULL},
};

/* One block holds an entry and its address. */
struct entry {
    struct addrinfo info;
    union { struct sockaddr_in in; struct sockaddr_in6 in6; } addr;
};

static struct addrinfo *new_entry(const struct kind *kind, int protocol, struct found *at, int port) {
    struct entry *e = calloc(1, sizeof *e);
    if (!e) return NULL;
    e->info.ai_family = at->family;
    e->info.ai_socktype = kind->type;
    e->info.ai_protocol = kind->protocol ? kind->protocol : protocol;
    e->info.ai_addr = (struct sockaddr *) &e->addr;
    if (at->family == AF_INET) {
        e->addr.in.sin_family = AF_INET;
        e->addr.in.sin_port = port;
        memcpy(&e->addr.in.sin_addr, at->bytes, 4);
        e->info.ai_addrlen = sizeof e->addr.in;
    } else {
        e->addr.in6.sin6_family = AF_INET6;
        e->addr.in6.sin6_port = port;
        memcpy(&e->addr.in6.sin6_addr, at->bytes, 16);
        e->info.ai_addrlen = sizeof e->addr.in6;
    }
    return &e->info;
}

/* The port of a service in network order; digits are the port itself. -1 for none, -2 where there are no digits. */
static int port_of(const char *name, const char *proto, int digits_only) {
    char *end;
    int port = strtoul(name, &end, 10);
    /* To glibc a number below 0 is a name. */
    if (!*end && port >= 0) return htons(port);
    if (*end && digits_only) return -2;
    if (!proto) return -1;
    struct servent *entry = service(name, 0, proto);
    return entry ? entry->s_port : -1;
}

/* And four of AI_IDN and its like, without effect on names of ASCII. */
#define KNOWN_FLAGS (AI_PASSIVE | AI_CANONNAME | AI_NUMERICHOST | AI_V4MAPPED | AI_ALL | AI_ADDRCONFIG | AI_NUMERICSERV | 0x3c0)

/* What AI_V4MAPPED asks for: ::ffff:a.b.c.d. */
static void map(struct found *at) {
    memcpy(at->bytes + 12, at->bytes, 4);
    memcpy(at->bytes, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
    at->family = AF_INET6;
}

/* The addresses of a name, or those that no name stands for. */
static int addresses(const char *name, const struct addrinfo *req, struct found *out, int most) {
    int family = req->ai_family;
    if (!name) {
        int n = 0;
        int any = req->ai_flags & AI_PASSIVE;
        if (family != AF_INET6) numeric(any ? "0.0.0.0" : "127.0.0.1", &out[n++]);
        if (family == AF_INET6) numeric(any ? "::" : "::1", &out[n++]);
        return n;
    }
    if (numeric(name, out)) {
        snprintf(out->name, sizeof out->name, "%s", name);
        if (family == AF_UNSPEC || out->family == family) return 1;
        if (family == AF_INET6 && req->ai_flags & AI_V4MAPPED) {
            map(out);
            return 1;
        }
        if (family == AF_INET && IN6_IS_ADDR_V4MAPPED(out->bytes)) {
            memcpy(out->bytes, out->bytes + 12, 4);
            out->family = AF_INET;
            return 1;
        }
        return EAI_ADDRFAMILY;
    }
    if (req->ai_flags & AI_NUMERICHOST) return EAI_NONAME;
    int n = look_up(name, family, out, most);
    if (n == 0 && family == AF_INET6 && req->ai_flags & AI_V4MAPPED) {
        n = look_up(name, AF_INET, out, most);
        for (int i = 0; i < n; i++) map(&out[i]);
    }
    return n ? n : EAI_NONAME;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *req,
                struct addrinfo **pai) {
    static const struct addrinfo none = {.ai_flags = AI_V4MAPPED | AI_ADDRCONFIG};
    const struct addrinfo *hints = req ? req : &none;
    if (name && strcmp(name, "*") == 0) name = NULL;
    if (service && strcmp(service, "*") == 0) service = NULL;
    if (!name && !service) return EAI_NONAME;
    if (hints->ai_flags & ~KNOWN_FLAGS || (hints->ai_flags & AI_CANONNAME && !name)) return EAI_BADFLAGS;
    if (service && !*service) service = NULL;
    int family = hints->ai_family;
    if (family != AF_UNSPEC && family != AF_INET && family != AF_INET6) return EAI_FAMILY;
    int fits[3], ports[3], fit = 0, with_port = 0, error = EAI_SERVICE;
    for (int k = 0; k < 3; k++) {
        fits[k] = (!hints->ai_socktype || hints->ai_socktype == kinds[k].type) &&
                  (!hints->ai_protocol || !kinds[k].protocol || hints->ai_protocol == kinds[k].protocol);
        if (k == 2 && !hints->ai_socktype && hints->ai_protocol) fits[k] = !fit;
        if (!fits[k]) continue;
        /* A raw socket that was asked for has no service, in digits neither. */
        if (k == 2 && service && (hints->ai_socktype || hints->ai_protocol)) return EAI_SERVICE;
        fit = 1;
        ports[k] = service ? port_of(service, kinds[k].name, hints->ai_flags & AI_NUMERICSERV) : 0;
        if (ports[k] == -2) error = EAI_NONAME;
        if (ports[k] < 0) fits[k] = 0;
        else with_port = 1;
    }
    if (!fit) return hints->ai_socktype ? EAI_SOCKTYPE : EAI_SERVICE;
    if (!with_port) return error;
    struct found at[8];
    int n = addresses(name, hints, at, 8);
    if (n < 0) return n;
    struct addrinfo *first = NULL, **last = &first;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < 3; k++) {
            if (!fits[k]) continue;
            *last = new_entry(&kinds[k], hints->ai_protocol, &at[i], ports[k]);
            if (!*last) {
                freeaddrinfo(first);
                return EAI_MEMORY;
            }
            (*last)->ai_flags = hints->ai_flags;
            last = &(*last)->ai_next;
        }
    if (hints->ai_flags & AI_CANONNAME) first->ai_canonname = strdup(at[0].name);
    *pai = first;
    return 0;
}

void freeaddrinfo(struct addrinfo *ai) {
    while (ai) {
        struct addrinfo *next = ai->ai_next;
        free(ai->ai_canonname);
        free(ai);
        ai = next;
    }
}

static const struct { int code; const char *text; } words[] = {
    {EAI_ADDRFAMILY, "Address family for hostname not supported"},
    {EAI_AGAIN, "Temporary failure in name resolution"},
    {EAI_BADFLAGS, "Bad value for ai_flags"},
    {EAI_FAIL, "Non-recoverable failure in name resolution"},
    {EAI_FAMILY, "ai_family not supported"},
    {EAI_MEMORY, "Memory allocation failure"},
    {EAI_NODATA, "No address associated with hostname"},
    {EAI_NONAME, "Name or service not known"},
    {EAI_SERVICE, "Servname not supported for ai_socktype"},
    {EAI_SOCKTYPE, "ai_socktype not supported"},
    {EAI_SYSTEM, "System error"},
};

/* getaddrinfo_a says here what else there is, in a program that calls it. */
const char *(*__gai_word)(int ecode);

const char *gai_strerror(int ecode) {
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].code == ecode) return words[i].text;
    return __gai_word ? __gai_word(ecode) : "Unknown error";
}

/* The name of an address, out of the lines of /etc/hosts; NULL for none. */
static char *name_of(int family, const void *bytes, char *line, int size) {
    char *words[WORDS], *name = NULL;
    struct found at;
    FILE *hosts = fopen("/etc/hosts", "re");
    while (hosts && !name && words_of(hosts, line, size, words))
        if (numeric(words[0], &at) && at.family == family &&
            memcmp(at.bytes, bytes, family == AF_INET ? 4 : 16) == 0)
            name = words[1];
    if (hosts) fclose(hosts);
    return name;
}

int getnameinfo(const struct sockaddr *sa, socklen_t salen, char *host, socklen_t hostlen,
                char *serv, socklen_t servlen, int flags) {
    const struct sockaddr_in *in = (const struct sockaddr_in *) sa;
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *) sa;
    if (flags & ~(NI_NUMERICHOST | NI_NUMERICSERV | NI_NOFQDN | NI_NAMEREQD | NI_DGRAM | 0xe0)) return EAI_BADFLAGS;
    if (salen < sizeof sa->sa_family) return EAI_FAMILY;
    int family = sa->sa_family;
    if (family == AF_INET ? salen < sizeof *in : family != AF_INET6 || salen < sizeof *in6) return EAI_FAMILY;
    const void *bytes = family == AF_INET ? (const void *) &in->sin_addr : (const void *) &in6->sin6_addr;
    if (flags & NI_NAMEREQD && !host && !serv) return EAI_NONAME;
    if (host && hostlen) {
        char line[512], *name = flags & NI_NUMERICHOST ? NULL : name_of(family, bytes, line, sizeof line);
        if (!name && flags & NI_NAMEREQD) return EAI_NONAME;
        if (name ? strlen(name) >= hostlen : !inet_ntop(family, bytes, host, hostlen)) return EAI_OVERFLOW;
        if (name) strcpy(host, name);
    }
    if (serv && servlen) {
        int port = family == AF_INET ? in->sin_port : in6->sin6_port;
        struct servent *entry = flags & NI_NUMERICSERV ? NULL : service(NULL, port, flags & NI_DGRAM ? "udp" : "tcp");
        int n = entry ? snprintf(serv, servlen, "%s", entry->s_name) : snprintf(serv, servlen, "%d", ntohs(port));
        if (n >= (int) servlen) return EAI_OVERFLOW;
    }
    return 0;
}

static void host_entry(int n, struct hostent *entry, struct __hosts *at) {
    for (int i = 0; i < n; i++) at->addresses[i] = (char *) at->found[i].bytes;
    at->addresses[n] = at->aliases[0] = NULL;
    int family = at->found[0].family;
    *entry = (struct hostent) {at->found[0].name, at->aliases, family, family == AF_INET ? 4 : 16, at->addresses};
}

/* Both return 0, or what h_errno is to be. */
int __host_by_name(const char *name, int af, struct hostent *entry, struct __hosts *at) {
    int n;
    if (numeric(name, at->found)) {
        n = at->found->family == af;
        snprintf(at->found->name, sizeof at->found->name, "%s", name);
    } else n = look_up(name, af, at->found, 8);
    if (n == 0) return HOST_NOT_FOUND;
    host_entry(n, entry, at);
    return 0;
}

int __host_by_addr(const void *addr, socklen_t len, int type, struct hostent *entry, struct __hosts *at) {
    char line[512], *name = len == 4 || len == 16 ? name_of(type, addr, line, sizeof line) : NULL;
    if (!name) return HOST_NOT_FOUND;
    at->found->family = type;
    memcpy(at->found->bytes, addr, len);
    snprintf(at->found->name, sizeof at->found->name, "%s", name);
    host_entry(1, entry, at);
    return 0;
}

static struct hostent host;
static struct __hosts host_room;

static struct hostent *host_or(int error) {
    if (!error) return &host;
    h_errno = error;
    return NULL;
}

struct hostent *gethostbyname2(const char *name, int af) {
    return host_or(__host_by_name(name, af, &host, &host_room));
}

struct hostent *gethostbyname(const char *name) {
    return gethostbyname2(name, AF_INET);
}

struct hostent *gethostbyaddr(const void *addr, socklen_t len, int type) {
    return host_or(__host_by_addr(addr, len, type, &host, &host_room));
}

const char *hstrerror(int err_num) {
    switch (err_num) {
    case 0: return "Resolver Error 0 (no error)";
    case HOST_NOT_FOUND: return "Unknown host";
    case TRY_AGAIN: return "Host name lookup failure";
    case NO_RECOVERY: return "Unknown server error";
    case NO_DATA: return "No address associated with name";
    }
    return err_num < 0 ? "Resolver internal error" : "Unknown resolver error";
}

void herror(const char *str) {
    if (str && *str) fprintf(stderr, "%s: ", str);
    fprintf(stderr, "%s\n", hstrerror(h_errno));
}
`;

const INET = String.raw`
#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>

char *inet_ntoa(struct in_addr in) {
    static char text[INET_ADDRSTRLEN];
    return (char *) inet_ntop(AF_INET, &in, text, sizeof text);
}

/* Networks by class, as before 1993: a byte of network, or two, or three. */
static int host_bits(in_addr_t addr) {
    return addr >> 31 == 0 ? 24 : addr >> 30 == 2 ? 16 : 8;
}

in_addr_t inet_netof(struct in_addr in) {
    in_addr_t addr = ntohl(in.s_addr);
    return addr >> host_bits(addr);
}

in_addr_t inet_lnaof(struct in_addr in) {
    in_addr_t addr = ntohl(in.s_addr);
    return addr & ((1u << host_bits(addr)) - 1);
}

struct in_addr inet_makeaddr(in_addr_t net, in_addr_t host) {
    int bits = net < 128 ? 24 : net < 65536 ? 16 : net < 1u << 24 ? 8 : 0;
    in_addr_t mask = (in_addr_t) ((1ul << bits) - 1);
    return (struct in_addr) {htonl(bits ? net << bits | (host & mask) : net | host)};
}

/* Up to four numbers with dots between them, each a byte; in host order, and not moved to the left. */
in_addr_t inet_network(const char *cp) {
    in_addr_t result = 0;
    for (int part = 0; part < 4; part++) {
        char *end;
        unsigned long value = isdigit((unsigned char) *cp) ? strtoul(cp, &end, 0) : 256;
        if (value > 255) return -1;
        result = result << 8 | value;
        if (*end != '.') {
            while (isspace((unsigned char) *end)) end++;
            return *end ? (in_addr_t) -1 : result;
        }
        cp = end + 1;
    }
    return -1;
}
`;

export const NETDB_SOURCES: readonly SourceFile[] = [
  { name: 'libc/netdb.c', text: NETDB },
  { name: 'libc/inet.c', text: INET },
  { name: 'libc/netdb-r.c', text: REENTRANT },
];
