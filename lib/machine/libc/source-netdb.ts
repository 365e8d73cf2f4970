// <netdb.h>: names become addresses, and addresses names.
//
// One idea: an address in digits needs no one; a name is looked up in /etc/hosts, a service in
// /etc/services, a line at a time.
//
// Source: POSIX.1-2008; glibc 2.36 for the texts of errors and the order of entries.
// Departs: no DNS; without a name, AF_UNSPEC gives IPv4 addresses alone; results are not sorted.

import type { SourceFile } from '../../cc/compile.ts';

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

#define WORDS 16

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

static int is_among(const char *name, char **words) {
    for (; *words; words++)
        if (strcasecmp(*words, name) == 0) return 1;
    return 0;
}

/* An address of either family, as a name stands for it. */
struct found {
    int family;
    unsigned char bytes[16];
    char name[256];
};

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
        if (!is_among(name, words + 1) || !numeric(words[0], &out[n])) continue;
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

static struct servent *service(const char *name, int port, const char *proto) {
    static char line[256], *words[WORDS], *slash;
    static struct servent entry;
    struct servent *result = NULL;
    FILE *f = fopen("/etc/services", "re");
    while (f && !result && words_of(f, line, sizeof line, words)) {
        slash = strchr(words[1], '/');
        if (!slash || (proto && strcmp(slash + 1, proto) != 0)) continue;
        char *port_word = words[1];
        words[1] = words[0];
        if (name ? !is_among(name, words + 1) : htons(atoi(port_word)) != port) continue;
        entry = (struct servent) {words[0], words + 2, htons(atoi(port_word)), slash + 1};
        result = &entry;
    }
    if (f) fclose(f);
    return result;
}

struct servent *getservbyname(const char *name, const char *proto) {
    return service(name, 0, proto);
}

struct servent *getservbyport(int port, const char *proto) {
    return service(NULL, port, proto);
}

static struct protoent *protocol(const char *name, int number) {
    static char line[256], *words[WORDS];
    static struct protoent entry;
    struct protoent *result = NULL;
    FILE *f = fopen("/etc/protocols", "re");
    while (f && !result && words_of(f, line, sizeof line, words)) {
        int found = atoi(words[1]);
        words[1] = words[0];
        if (name ? !is_among(name, words + 1) : found != number) continue;
        entry = (struct protoent) {words[0], words + 2, found};
        result = &entry;
    }
    if (f) fclose(f);
    return result;
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

/* The port of a service in network order, -1 for none; digits are the port itself. */
static int port_of(const char *name, const char *proto, int digits_only) {
    char *end;
    unsigned long port = strtoul(name, &end, 10);
    if (*name && !*end) return htons(port);
    if (digits_only || !proto) return -1;
    struct servent *entry = service(name, 0, proto);
    return entry ? entry->s_port : -1;
}

#define KNOWN_FLAGS (AI_PASSIVE | AI_CANONNAME | AI_NUMERICHOST | AI_V4MAPPED | AI_ALL | AI_ADDRCONFIG | AI_NUMERICSERV)

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
            memcpy(out->bytes + 12, out->bytes, 4);
            memcpy(out->bytes, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
            out->family = AF_INET6;
            return 1;
        }
        return EAI_ADDRFAMILY;
    }
    if (req->ai_flags & AI_NUMERICHOST) return EAI_NONAME;
    int n = look_up(name, family, out, most);
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
    int family = hints->ai_family;
    if (family != AF_UNSPEC && family != AF_INET && family != AF_INET6) return EAI_FAMILY;
    int fits[3], ports[3], fit = 0, with_port = 0;
    for (int k = 0; k < 3; k++) {
        fits[k] = (!hints->ai_socktype || hints->ai_socktype == kinds[k].type) &&
                  (!hints->ai_protocol || !kinds[k].protocol || hints->ai_protocol == kinds[k].protocol);
        if (fits[k] && k == 2 && !hints->ai_socktype && hints->ai_protocol) fits[k] = 0;
        if (!fits[k]) continue;
        fit = 1;
        ports[k] = service ? port_of(service, kinds[k].name, hints->ai_flags & AI_NUMERICSERV) : 0;
        if (ports[k] < 0) fits[k] = 0;
        else with_port = 1;
    }
    if (!fit) return hints->ai_socktype ? EAI_SOCKTYPE : EAI_SERVICE;
    if (!with_port) return hints->ai_flags & AI_NUMERICSERV ? EAI_NONAME : EAI_SERVICE;
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

const char *gai_strerror(int ecode) {
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].code == ecode) return words[i].text;
    return "Unknown error";
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
    if (flags & ~(NI_NUMERICHOST | NI_NUMERICSERV | NI_NOFQDN | NI_NAMEREQD | NI_DGRAM)) return EAI_BADFLAGS;
    if (salen < sizeof sa->sa_family) return EAI_FAMILY;
    int family = sa->sa_family;
    if (family == AF_INET ? salen < sizeof *in : family != AF_INET6 || salen < sizeof *in6) return EAI_FAMILY;
    const void *bytes = family == AF_INET ? (const void *) &in->sin_addr : (const void *) &in6->sin6_addr;
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

static struct hostent host;
static struct found hosts_found[8];
static char *host_aliases[1], *host_addresses[9];

static struct hostent *host_entry(int n) {
    for (int i = 0; i < n; i++) host_addresses[i] = (char *) hosts_found[i].bytes;
    host_addresses[n] = NULL;
    host.h_name = hosts_found[0].name;
    host.h_aliases = host_aliases;
    host.h_addrtype = hosts_found[0].family;
    host.h_length = host.h_addrtype == AF_INET ? 4 : 16;
    host.h_addr_list = host_addresses;
    return &host;
}

struct hostent *gethostbyname2(const char *name, int af) {
    int n;
    if (numeric(name, hosts_found)) {
        n = hosts_found->family == af;
        snprintf(hosts_found->name, sizeof hosts_found->name, "%s", name);
    } else n = look_up(name, af, hosts_found, 8);
    if (n > 0) return host_entry(n);
    h_errno = HOST_NOT_FOUND;
    return NULL;
}

struct hostent *gethostbyname(const char *name) {
    return gethostbyname2(name, AF_INET);
}

struct hostent *gethostbyaddr(const void *addr, socklen_t len, int type) {
    char line[512], *name = len == 4 || len == 16 ? name_of(type, addr, line, sizeof line) : NULL;
    if (!name) {
        h_errno = HOST_NOT_FOUND;
        return NULL;
    }
    hosts_found->family = type;
    memcpy(hosts_found->bytes, addr, len);
    snprintf(hosts_found->name, sizeof hosts_found->name, "%s", name);
    return host_entry(1);
}

const char *hstrerror(int err_num) {
    switch (err_num) {
    case 0: return "Resolver Error 0 (no error)";
    case HOST_NOT_FOUND: return "Unknown host";
    case TRY_AGAIN: return "Host name lookup failure";
    case NO_RECOVERY: return "Unknown server error";
    case NO_DATA: return "No address associated with name";
    }
    return "Unknown resolver error";
}

void herror(const char *str) {
    if (str && *str) fprintf(stderr, "%s: ", str);
    fprintf(stderr, "%s\n", hstrerror(h_errno));
}
`;

const INET = `
#include <arpa/inet.h>

char *inet_ntoa(struct in_addr in) {
    static char text[INET_ADDRSTRLEN];
    return (char *) inet_ntop(AF_INET, &in, text, sizeof text);
}
`;

export const NETDB_SOURCES: readonly SourceFile[] = [
  { name: 'libc/netdb.c', text: NETDB },
  { name: 'libc/inet.c', text: INET },
];
