// <netdb.h>, what has its room from the caller, and what walks through a whole file.
//
// One idea: the caller's buffer is one struct, so that whatever fits is right and all else is ERANGE.
//
// Source: glibc 2.36's manual, "Host Names" and "Services Database"; getservent_r(3).
// Departs: a buffer must have room for the longest entry, 1 KB (3 KB for hosts), however short it is.

/** The rooms, for both sources. */
export const ROOMS = `
#define WORDS 16

/* A line of a file and its words. */
struct __line {
    char text[512], *words[WORDS];
};

/* An address of either family, as a name stands for it. */
struct found {
    int family;
    unsigned char bytes[16];
    char name[256];
};

/* A host with its addresses. */
struct __hosts {
    struct found found[8];
    char *aliases[1], *addresses[9];
};
`;

export const REENTRANT = `
#define _GNU_SOURCE
#include <errno.h>
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>

${ROOMS}
int __service(FILE *f, const char *name, int port, const char *proto, struct servent *entry, struct __line *at);
int __protocol(FILE *f, const char *name, int number, struct protoent *entry, struct __line *at);
int __host_by_name(const char *name, int af, struct hostent *entry, struct __hosts *at);
int __host_by_addr(const void *addr, socklen_t len, int type, struct hostent *entry, struct __hosts *at);

/* The first place in a buffer at which pointers may lie, or NULL if too little is left. */
static void *room(char *buf, size_t len, size_t size) {
    size_t skip = -(uintptr_t) buf % sizeof(char *);
    return len >= skip + size ? buf + skip : NULL;
}

static int one_service(const char *name, int port, const char *proto, struct servent *entry, char *buf,
                       size_t len, struct servent **result) {
    struct __line *at = room(buf, len, sizeof *at);
    *result = NULL;
    if (!at) return ERANGE;
    FILE *f = fopen("/etc/services", "re");
    if (f && __service(f, name, port, proto, entry, at)) *result = entry;
    if (f) fclose(f);
    return 0;
}

int getservbyname_r(const char *name, const char *proto, struct servent *result_buf, char *buf,
                    size_t buflen, struct servent **result) {
    return one_service(name, 0, proto, result_buf, buf, buflen, result);
}

int getservbyport_r(int port, const char *proto, struct servent *result_buf, char *buf, size_t buflen,
                    struct servent **result) {
    return one_service(NULL, port, proto, result_buf, buf, buflen, result);
}

static int one_protocol(const char *name, int number, struct protoent *entry, char *buf, size_t len,
                        struct protoent **result) {
    struct __line *at = room(buf, len, sizeof *at);
    *result = NULL;
    if (!at) return ERANGE;
    FILE *f = fopen("/etc/protocols", "re");
    if (f && __protocol(f, name, number, entry, at)) *result = entry;
    if (f) fclose(f);
    return 0;
}

int getprotobyname_r(const char *name, struct protoent *result_buf, char *buf, size_t buflen,
                     struct protoent **result) {
    return one_protocol(name, 0, result_buf, buf, buflen, result);
}

int getprotobynumber_r(int proto, struct protoent *result_buf, char *buf, size_t buflen,
                       struct protoent **result) {
    return one_protocol(NULL, proto, result_buf, buf, buflen, result);
}

/* glibc tells "no such host" apart from failure: the first is 0 with no result. */
static int told(int error, struct hostent *entry, struct hostent **result, int *h_errnop) {
    *result = error ? NULL : entry;
    if (error) *h_errnop = error;
    return 0;
}

static int too_small(struct hostent **result, int *h_errnop) {
    *result = NULL;
    *h_errnop = NETDB_INTERNAL;
    return ERANGE;
}

int gethostbyname2_r(const char *name, int af, struct hostent *result_buf, char *buf, size_t buflen,
                     struct hostent **result, int *h_errnop) {
    struct __hosts *at = room(buf, buflen, sizeof *at);
    if (!at) return too_small(result, h_errnop);
    return told(__host_by_name(name, af, result_buf, at), result_buf, result, h_errnop);
}

int gethostbyname_r(const char *name, struct hostent *result_buf, char *buf, size_t buflen,
                    struct hostent **result, int *h_errnop) {
    return gethostbyname2_r(name, AF_INET, result_buf, buf, buflen, result, h_errnop);
}

int gethostbyaddr_r(const void *addr, socklen_t len, int type, struct hostent *result_buf, char *buf,
                    size_t buflen, struct hostent **result, int *h_errnop) {
    struct __hosts *at = room(buf, buflen, sizeof *at);
    if (!at) return too_small(result, h_errnop);
    return told(__host_by_addr(addr, len, type, result_buf, at), result_buf, result, h_errnop);
}

static FILE *services, *protocols;

static FILE *begin(FILE **f, const char *name) {
    if (*f) rewind(*f);
    else *f = fopen(name, "re");
    return *f;
}

static void end(FILE **f) {
    if (*f) fclose(*f);
    *f = NULL;
}

void setservent(int stay_open) {
    (void) stay_open;
    begin(&services, "/etc/services");
}

void endservent(void) {
    end(&services);
}

struct servent *getservent(void) {
    static struct servent entry;
    static struct __line at;
    if (!services && !begin(&services, "/etc/services")) return NULL;
    return __service(services, NULL, -1, NULL, &entry, &at) ? &entry : NULL;
}

void setprotoent(int stay_open) {
    (void) stay_open;
    begin(&protocols, "/etc/protocols");
}

void endprotoent(void) {
    end(&protocols);
}

struct protoent *getprotoent(void) {
    static struct protoent entry;
    static struct __line at;
    if (!protocols && !begin(&protocols, "/etc/protocols")) return NULL;
    return __protocol(protocols, NULL, -1, &entry, &at) ? &entry : NULL;
}
`;
