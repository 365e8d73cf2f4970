// Smaller halves of common headers: entries of /etc/hosts and /etc/ethers in turn, options of IPv6 headers, words as
// binary files have them, error_at_line().
//
// Source: gethostent(3), ether_line(3), getw(3), error(3), ctermid(3), renameat(2); RFC 3542 section 10; glibc 2.36.
// Departs: networks have no names, as there is no /etc/networks.

import type { LibraryPart } from './parts.ts';

const HOSTS = String.raw`#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static FILE *hosts;

void sethostent(int stay_open) {
    (void) stay_open;
    if (hosts) rewind(hosts);
}

void endhostent(void) {
    if (hosts) fclose(hosts);
    hosts = NULL;
}

/* The next line with an address of IPv4, or with that of IPv6's loopback, for which 127.0.0.1 stands. */
struct hostent *gethostent(void) {
    static char line[512], *aliases[32], *addresses[2];
    static struct in_addr address;
    static struct hostent entry;
    struct in6_addr other;
    if (!hosts && !(hosts = fopen("/etc/hosts", "re"))) return NULL;
    while (fgets(line, sizeof line, hosts)) {
        char *keep, *name;
        int n = 0;
        line[strcspn(line, "#\n")] = '\0';
        char *text = strtok_r(line, " \t", &keep);
        if (!text || !(name = strtok_r(NULL, " \t", &keep))) continue;
        if (!inet_aton(text, &address)) {
            if (inet_pton(AF_INET6, text, &other) != 1 || !IN6_IS_ADDR_LOOPBACK(&other)) continue;
            address.s_addr = htonl(INADDR_LOOPBACK);
        }
        while (n < 31 && (aliases[n] = strtok_r(NULL, " \t", &keep))) n++;
        aliases[n] = NULL;
        addresses[0] = (char *) &address;
        entry = (struct hostent) {name, aliases, AF_INET, sizeof address, addresses};
        return &entry;
    }
    return NULL;
}

void setnetent(int stay_open) {
    (void) stay_open;
}

void endnetent(void) {
}

struct netent *getnetent(void) {
    return NULL;
}
`;

const ETHERS = String.raw`#define _GNU_SOURCE
#include <netinet/ether.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* A line of /etc/ethers: an address, blanks, a name; what # begins is no part of it. */
int ether_line(const char *line, struct ether_addr *addr, char *hostname) {
    unsigned int a[6];
    int end = 0;
    if (sscanf(line, "%2x:%2x:%2x:%2x:%2x:%2x%n", a, a + 1, a + 2, a + 3, a + 4, a + 5, &end) != 6 || !end) return -1;
    if (line[end] != ' ' && line[end] != '\t') return -1;
    for (int i = 0; i < 6; i++) addr->ether_addr_octet[i] = (unsigned char) a[i];
    line += end + strspn(line + end, " \t");
    size_t n = strcspn(line, "# \t\n");
    if (n == 0) return -1;
    memcpy(hostname, line, n);
    hostname[n] = '\0';
    return 0;
}

/* Looks for a name, or for an address if there is none. */
static int look(char *name, struct ether_addr *address, int by_name) {
    char line[256], found[256];
    struct ether_addr other;
    int result = -1;
    FILE *file = fopen("/etc/ethers", "re");
    while (result < 0 && file && fgets(line, sizeof line, file)) {
        if (ether_line(line, &other, found) < 0) continue;
        if (by_name ? strcasecmp(name, found) != 0 : memcmp(&other, address, sizeof other) != 0) continue;
        if (by_name) *address = other;
        else strcpy(name, found);
        result = 0;
    }
    if (file) fclose(file);
    return result;
}

int ether_hostton(const char *hostname, struct ether_addr *addr) {
    return look((char *) hostname, addr, 1);
}

int ether_ntohost(char *hostname, const struct ether_addr *addr) {
    return look(hostname, (struct ether_addr *) addr, 0);
}
`;

const OPTIONS = String.raw`#include <netinet/in.h>
#include <string.h>

int inet6_opt_init(void *extbuf, socklen_t extlen) {
    if (extbuf && (extlen == 0 || extlen % 8 || extlen > 256 * 8)) return -1;
    if (extbuf) ((unsigned char *) extbuf)[1] = (unsigned char) (extlen / 8 - 1);
    return 2;
}

static void pad(unsigned char *at, int n) {
    if (n == 0) return;
    memset(at, 0, n);
    if (n == 1) return;
    at[0] = 1;
    at[1] = (unsigned char) (n - 2);
}

int inet6_opt_append(void *extbuf, socklen_t extlen, int offset, uint8_t type, socklen_t len, uint8_t align, void **databufp) {
    unsigned char *bytes = extbuf;
    if (offset < 2 || type < 2 || len > 255 || align == 0 || align > 8 || align & (align - 1) || align > len) return -1;
    int gap = -(offset + 2) & (align - 1), end = offset + gap + 2 + (int) len;
    if (!extbuf) return end;
    if (end > (int) extlen) return -1;
    pad(bytes + offset, gap);
    bytes[offset + gap] = type;
    bytes[offset + gap + 1] = (unsigned char) len;
    *databufp = bytes + offset + gap + 2;
    return end;
}

int inet6_opt_finish(void *extbuf, socklen_t extlen, int offset) {
    if (offset < 2) return -1;
    int end = (offset + 7) & ~7;
    if (!extbuf) return end;
    if (end > (int) extlen) return -1;
    pad((unsigned char *) extbuf + offset, end - offset);
    return end;
}

int inet6_opt_set_val(void *databuf, int offset, void *val, socklen_t vallen) {
    memcpy((char *) databuf + offset, val, vallen);
    return offset + (int) vallen;
}

int inet6_opt_get_val(void *databuf, int offset, void *val, socklen_t vallen) {
    memcpy(val, (char *) databuf + offset, vallen);
    return offset + (int) vallen;
}

int inet6_opt_next(void *extbuf, socklen_t extlen, int offset, uint8_t *typep, socklen_t *lenp, void **databufp) {
    unsigned char *bytes = extbuf;
    if (offset == 0) offset = 2;
    else if (offset < 2) return -1;
    while (offset < (int) extlen) {
        if (bytes[offset] == 0) {
            offset++;
            continue;
        }
        if (offset + 2 > (int) extlen || offset + 2 + bytes[offset + 1] > (int) extlen) return -1;
        int end = offset + 2 + bytes[offset + 1];
        if (bytes[offset] != 1) {
            *typep = bytes[offset];
            *lenp = bytes[offset + 1];
            *databufp = bytes + offset + 2;
            return end;
        }
        offset = end;
    }
    return -1;
}

int inet6_opt_find(void *extbuf, socklen_t extlen, int offset, uint8_t type, socklen_t *lenp, void **databufp) {
    uint8_t found = 0;
    do offset = inet6_opt_next(extbuf, extlen, offset, &found, lenp, databufp);
    while (offset >= 0 && found != type);
    return offset;
}
`;

const WORDS = `#define _GNU_SOURCE
#include <bits/libc.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

int getw(FILE *stream) {
    int word;
    return fread(&word, sizeof word, 1, stream) == 1 ? word : EOF;
}

int putw(int w, FILE *stream) {
    return fwrite(&w, sizeof w, 1, stream) < 1 ? EOF : 0;
}

int renameat(int oldfd, const char *old, int newfd, const char *new) {
    return __ret(__syscall(SYS_renameat, oldfd, old, newfd, new));
}

char *ctermid(char *s) {
    static char own[L_ctermid];
    return strcpy(s ? s : own, "/dev/tty");
}

int isfdtype(int fd, int fdtype) {
    struct stat about;
    return fstat(fd, &about) < 0 ? -1 : (int) (about.st_mode & S_IFMT) == fdtype;
}
`;

const ERROR = String.raw`#define _GNU_SOURCE
#include <errno.h>
#include <error.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned int error_message_count;
int error_one_per_line;
void (*error_print_progname)(void);

int __narrow(FILE *f, int can);

static void say(int can, int status, int errnum, const char *format, va_list ap) {
    vfprintf(stderr, format, ap);
    error_message_count++;
    if (errnum) fprintf(stderr, ": %s", strerror(errnum));
    fputc('\n', stderr);
    __narrow(stderr, can);
    if (status) exit(status);
}

static int name(const char *behind) {
    fflush(stdout);
    int can = __narrow(stderr, 0);
    if (error_print_progname) error_print_progname();
    else fprintf(stderr, "%s:%s", program_invocation_name, behind);
    return can;
}

void error(int status, int errnum, const char *format, ...) {
    va_list ap;
    int can = name(" ");
    va_start(ap, format);
    say(can, status, errnum, format, ap);
    va_end(ap);
}

void error_at_line(int status, int errnum, const char *filename, unsigned int linenum, const char *format, ...) {
    static const char *old_name;
    static unsigned int old_line;
    va_list ap;
    if (error_one_per_line) {
        if (old_line == linenum && (filename == old_name || (old_name && filename && strcmp(old_name, filename) == 0))) return;
        old_name = filename;
        old_line = linenum;
    }
    int can = name("");
    if (filename) fprintf(stderr, "%s:%u: ", filename, linenum);
    else fputc(' ', stderr);
    va_start(ap, format);
    say(can, status, errnum, format, ap);
    va_end(ap);
}
`;

/** Nobody here locks a stream for each byte, so that the names mean the same. */
const UNLOCKED = [
  'getc(stream)',
  'getchar()',
  'putc(c, stream)',
  'putchar(c)',
  'fgets(s, n, stream)',
  'fputs(s, stream)',
  'fread(ptr, size, n, stream)',
  'fwrite(ptr, size, n, stream)',
  'feof(stream)',
  'ferror(stream)',
  'fgetc(stream)',
  'fputc(c, stream)',
  'fflush(stream)',
  'clearerr(stream)',
  'fileno(stream)',
].map((call) => `#define ${call.replace('(', '_unlocked(')} ${call}`);

export const ENTRIES_PART: LibraryPart = {
  headers: [
    {
      name: 'bits/stdio-more.h',
      text: `int renameat(int oldfd, const char *old, int newfd, const char *new);
int getw(FILE *stream);
int putw(int w, FILE *stream);
char *ctermid(char *s);
${UNLOCKED.join('\n')}`,
    },
    {
      name: 'error.h',
      text: `extern unsigned int error_message_count;
extern int error_one_per_line;
extern void (*error_print_progname)(void);
void error(int status, int errnum, const char *format, ...) __attribute__((format(printf, 3, 4)));
void error_at_line(int status, int errnum, const char *filename, unsigned int linenum, const char *format, ...)
    __attribute__((format(printf, 5, 6)));`,
    },
  ],
  sources: [
    { name: 'libc/hosts-in-turn.c', text: HOSTS },
    { name: 'libc/ethers.c', text: ETHERS },
    { name: 'libc/inet6-options.c', text: OPTIONS },
    { name: 'libc/words-of-streams.c', text: WORDS },
    { name: 'libc/error.c', text: ERROR },
  ],
};
