// <netdb.h>: names become addresses.
//
// One idea: an address in digits needs no one; a name is looked up in /etc/hosts, a line at a time.
//
// Source: POSIX.1-2008; glibc 2.36 for the texts of errors.
// Departs: no DNS, no IPv6: "localhost" is 127.0.0.1 and never ::1. Services are the few below.

import type { SourceFile } from '../../cc/compile.ts';

const NETDB = String.raw`
#include <arpa/inet.h>
#include <ctype.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int h_errno;

static const struct service { const char *name; int port; } services[] = {
    {"echo", 7}, {"discard", 9}, {"daytime", 13}, {"ssh", 22}, {"smtp", 25}, {"time", 37},
    {"domain", 53}, {"http", 80}, {"pop3", 110}, {"https", 443}, {"http-alt", 8080},
};

/* Finds a name among the names of a line "address name name ..."; comments begin with #. */
static int line_has(char *line, const char *name, struct in_addr *addr) {
    char *save, *comment = strchr(line, '#');
    if (comment) *comment = '\0';
    char *address = strtok_r(line, " \t\n", &save);
    if (!address || inet_pton(AF_INET, address, addr) != 1) return 0;
    for (char *word; (word = strtok_r(NULL, " \t\n", &save));)
        if (strcasecmp(word, name) == 0) return 1;
    return 0;
}

static int look_up(const char *name, struct in_addr *addr) {
    if (inet_aton(name, addr)) return 1;
    int found = 0;
    FILE *hosts = fopen("/etc/hosts", "re");
    if (hosts) {
        char line[512];
        while (!found && fgets(line, sizeof line, hosts)) found = line_has(line, name, addr);
        fclose(hosts);
    }
    if (!found && strcasecmp(name, "localhost") == 0) found = inet_aton("127.0.0.1", addr);
    return found;
}

/* Digits are the port itself; returns -1 for a name that is not in the list. */
static int port_of(const char *service, int flags) {
    char *end;
    long port = strtol(service, &end, 10);
    if (*service && *end == '\0') return port;
    if (flags & AI_NUMERICSERV) return -1;
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
        if (strcmp(service, services[i].name) == 0) return services[i].port;
    return -1;
}

/* One block holds the entry and its address, so that one free gives both back. */
struct entry {
    struct addrinfo info;
    struct sockaddr_in addr;
};

static struct addrinfo *new_entry(int type, struct in_addr addr, int port) {
    struct entry *e = calloc(1, sizeof *e);
    if (!e) return NULL;
    e->addr.sin_family = AF_INET;
    e->addr.sin_port = htons(port);
    e->addr.sin_addr = addr;
    e->info.ai_family = AF_INET;
    e->info.ai_socktype = type;
    e->info.ai_protocol = type == SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP;
    e->info.ai_addrlen = sizeof e->addr;
    e->info.ai_addr = (struct sockaddr *) &e->addr;
    return &e->info;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *req,
                struct addrinfo **pai) {
    int flags = req ? req->ai_flags : 0, type = req ? req->ai_socktype : 0;
    if (!name && !service) return EAI_NONAME;
    if (req && req->ai_family != AF_UNSPEC && req->ai_family != AF_INET) return EAI_FAMILY;
    int port = service ? port_of(service, flags) : 0;
    if (port < 0) return flags & AI_NUMERICSERV ? EAI_NONAME : EAI_SERVICE;
    struct in_addr addr = {htonl(flags & AI_PASSIVE ? INADDR_ANY : INADDR_LOOPBACK)};
    if (name && flags & AI_NUMERICHOST && !inet_aton(name, &addr)) return EAI_NONAME;
    if (name && !look_up(name, &addr)) return EAI_NONAME;
    if (type == SOCK_STREAM || type == SOCK_DGRAM) {
        *pai = new_entry(type, addr, port);
        return *pai ? 0 : EAI_MEMORY;
    }
    if (type != 0) return EAI_SOCKTYPE;
    *pai = new_entry(SOCK_STREAM, addr, port);
    if (!*pai) return EAI_MEMORY;
    (*pai)->ai_next = new_entry(SOCK_DGRAM, addr, port);
    return 0;
}

void freeaddrinfo(struct addrinfo *ai) {
    while (ai) {
        struct addrinfo *next = ai->ai_next;
        free(ai);
        ai = next;
    }
}

const char *gai_strerror(int ecode) {
    switch (ecode) {
    case EAI_BADFLAGS: return "Bad value for ai_flags";
    case EAI_NONAME: return "Name or service not known";
    case EAI_AGAIN: return "Temporary failure in name resolution";
    case EAI_FAIL: return "Non-recoverable failure in name resolution";
    case EAI_FAMILY: return "ai_family not supported";
    case EAI_SOCKTYPE: return "ai_socktype not supported";
    case EAI_SERVICE: return "Servname not supported for ai_socktype";
    case EAI_MEMORY: return "Memory allocation failure";
    case EAI_SYSTEM: return "System error";
    }
    return "Unknown error";
}

int getnameinfo(const struct sockaddr *sa, socklen_t salen, char *host, socklen_t hostlen,
                char *serv, socklen_t servlen, int flags) {
    const struct sockaddr_in *in = (const struct sockaddr_in *) sa;
    if (sa->sa_family != AF_INET || salen < sizeof *in) return EAI_FAMILY;
    if (flags & NI_NAMEREQD) return EAI_NONAME;
    if (host && !inet_ntop(AF_INET, &in->sin_addr, host, hostlen)) return EAI_OVERFLOW;
    if (serv && (socklen_t) snprintf(serv, servlen, "%d", ntohs(in->sin_port)) >= servlen)
        return EAI_OVERFLOW;
    return 0;
}

struct hostent *gethostbyname(const char *name) {
    static struct in_addr addr;
    static char official[256], *aliases[1], *addresses[2];
    static struct hostent host;
    if (!look_up(name, &addr)) {
        h_errno = HOST_NOT_FOUND;
        return NULL;
    }
    strncpy(official, name, sizeof official - 1);
    addresses[0] = (char *) &addr;
    host.h_name = official;
    host.h_aliases = aliases;
    host.h_addrtype = AF_INET;
    host.h_length = sizeof addr;
    host.h_addr_list = addresses;
    return &host;
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

char *inet_ntoa(struct in_addr in) {
    static char text[INET_ADDRSTRLEN];
    return (char *) inet_ntop(AF_INET, &in, text, sizeof text);
}
`;

export const NETDB_SOURCES: readonly SourceFile[] = [{ name: 'libc/netdb.c', text: NETDB }];
