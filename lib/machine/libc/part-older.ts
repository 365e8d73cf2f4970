// What older programs, and rarely any others, ask the C library for: signals before POSIX, vectors of words,
// figures about the heap and about streams.
//
// Source: glibc 2.36; sigblock(3), ssignal(3), argz_add(3), envz_add(3), mallinfo(3), mcheck(3), stdio_ext(3).
// Departs: the heap counts blocks that the program holds and nothing else; mtrace() writes no file, since the
// machine itself knows each block (`--leaks`).

import type { LibraryPart } from './parts.ts';

const SIGNALS = String.raw`#define _GNU_SOURCE
#include <signal.h>
#include <string.h>

static int bits_of(const sigset_t *set) {
    return (int) set->__val[0];
}

static int change(int how, int mask) {
    sigset_t set, old;
    sigemptyset(&set);
    set.__val[0] = (unsigned int) mask;
    return sigprocmask(how, &set, &old) < 0 ? -1 : bits_of(&old);
}

int sigblock(int mask) {
    return change(SIG_BLOCK, mask);
}

int sigsetmask(int mask) {
    return change(SIG_SETMASK, mask);
}

int siggetmask(void) {
    return change(SIG_BLOCK, 0);
}

__sighandler_t sysv_signal(int sig, __sighandler_t handler) {
    struct sigaction new, old;
    memset(&new, 0, sizeof new);
    new.sa_handler = handler;
    new.sa_flags = SA_RESETHAND | SA_NODEFER;
    return sigaction(sig, &new, &old) < 0 ? SIG_ERR : old.sa_handler;
}

__sighandler_t ssignal(int sig, __sighandler_t handler) {
    return signal(sig, handler);
}

int gsignal(int sig) {
    return raise(sig);
}
`;

const ARGZ = String.raw`#define _GNU_SOURCE
#include <argz.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

error_t argz_append(char **argz, size_t *len, const char *buf, size_t buf_len) {
    char *larger = realloc(*argz, *len + buf_len);
    if (!larger && *len + buf_len) return ENOMEM;
    if (buf_len) memcpy(larger + *len, buf, buf_len);
    *argz = larger;
    *len += buf_len;
    return 0;
}

error_t argz_add(char **argz, size_t *len, const char *str) {
    return argz_append(argz, len, str, strlen(str) + 1);
}

error_t argz_create(char *const argv[], char **argz, size_t *len) {
    error_t error = 0;
    *argz = NULL;
    *len = 0;
    while (!error && *argv) error = argz_add(argz, len, *argv++);
    return error;
}

/* Separators that follow each other are one; what stands behind the last is an entry, also if it is empty. */
error_t argz_add_sep(char **argz, size_t *len, const char *str, int delim) {
    size_t n = strlen(str) + 1, kept = 0;
    if (n == 1) return 0;
    char *larger = realloc(*argz, *len + n);
    if (!larger) return ENOMEM;
    for (size_t i = 0; i < n; i++)
        if (str[i] != (char) delim) larger[*len + kept++] = str[i];
        else if (*len + kept > 0 && larger[*len + kept - 1]) larger[*len + kept++] = '\0';
    *argz = larger;
    *len += kept;
    return 0;
}

error_t argz_create_sep(const char *str, int sep, char **argz, size_t *len) {
    *argz = NULL;
    *len = 0;
    return argz_add_sep(argz, len, str, sep);
}

size_t argz_count(const char *argz, size_t len) {
    size_t count = 0;
    for (size_t i = 0; i < len; i++) count += argz[i] == '\0';
    return count;
}

char *argz_next(const char *argz, size_t len, const char *entry) {
    if (!entry) return len > 0 ? (char *) argz : NULL;
    entry += strlen(entry) + 1;
    return entry < argz + len ? (char *) entry : NULL;
}

void argz_extract(const char *argz, size_t len, char **argv) {
    for (const char *entry = NULL; (entry = argz_next(argz, len, entry));) *argv++ = (char *) entry;
    *argv = NULL;
}

void argz_stringify(char *argz, size_t len, int sep) {
    for (size_t i = 0; i + 1 < len; i++)
        if (argz[i] == '\0') argz[i] = (char) sep;
}

void argz_delete(char **argz, size_t *len, char *entry) {
    if (!entry) return;
    size_t n = strlen(entry) + 1;
    *len -= n;
    memmove(entry, entry + n, *len - (entry - *argz));
    if (*len == 0) {
        free(*argz);
        *argz = NULL;
    }
}

error_t argz_insert(char **argz, size_t *len, char *before, const char *entry) {
    if (!before) return argz_add(argz, len, entry);
    if (before < *argz || before >= *argz + *len) return EINVAL;
    while (before > *argz && before[-1]) before--;
    size_t at = before - *argz, n = strlen(entry) + 1, rest = *len - at;
    error_t error = argz_append(argz, len, entry, n);
    if (error) return error;
    memmove(*argz + at + n, *argz + at, rest);
    memcpy(*argz + at, entry, n);
    return 0;
}
`;

const ENVZ = String.raw`#define _GNU_SOURCE
#include <envz.h>
#include <stdlib.h>
#include <string.h>

char *envz_entry(const char *envz, size_t len, const char *name) {
    size_t n = strcspn(name, "=");
    for (char *entry = NULL; (entry = argz_next(envz, len, entry));)
        if (!strncmp(entry, name, n) && (entry[n] == '=' || entry[n] == '\0')) return entry;
    return NULL;
}

char *envz_get(const char *envz, size_t len, const char *name) {
    char *entry = envz_entry(envz, len, name), *value = entry ? strchr(entry, '=') : NULL;
    return value ? value + 1 : NULL;
}

void envz_remove(char **envz, size_t *len, const char *name) {
    argz_delete(envz, len, envz_entry(*envz, *len, name));
}

error_t envz_add(char **envz, size_t *len, const char *name, const char *value) {
    envz_remove(envz, len, name);
    if (!value) return argz_add(envz, len, name);
    error_t error = argz_append(envz, len, name, strlen(name));
    if (!error) error = argz_append(envz, len, "=", 1);
    return error ? error : argz_append(envz, len, value, strlen(value) + 1);
}

error_t envz_merge(char **envz, size_t *len, const char *other, size_t other_len, int override) {
    error_t error = 0;
    for (char *entry = NULL; !error && (entry = argz_next(other, other_len, entry));) {
        char *old = envz_entry(*envz, *len, entry);
        if (old && !override) continue;
        argz_delete(envz, len, old);
        error = argz_add(envz, len, entry);
    }
    return error;
}

void envz_strip(char **envz, size_t *len) {
    char *to = *envz;
    for (char *entry = *envz, *end = entry + *len; entry < end;) {
        size_t n = strlen(entry) + 1;
        if (strchr(entry, '=')) to = (char *) memmove(to, entry, n) + n;
        entry += n;
    }
    *len = to - *envz;
}
`;

const HEAP = String.raw`#define _GNU_SOURCE
#include <malloc.h>
#include <mcheck.h>
#include <string.h>

/* What lies where is the machine's own business: a program is told that it holds nothing it could count on. */
struct mallinfo mallinfo(void) {
    struct mallinfo info;
    memset(&info, 0, sizeof info);
    return info;
}

struct mallinfo2 mallinfo2(void) {
    struct mallinfo2 info;
    memset(&info, 0, sizeof info);
    return info;
}

void malloc_stats(void) {
    fputs("Arena 0:\nsystem bytes     =          0\nin use bytes     =          0\n", stderr);
}

void mtrace(void) {
}

void muntrace(void) {
}

/* As since glibc 2.34, where only a library beside it could; every use of the heap is looked at anyway. */
int mcheck(void (*handler)(enum mcheck_status)) {
    (void) handler;
    return -1;
}

int mcheck_pedantic(void (*handler)(enum mcheck_status)) {
    return mcheck(handler);
}

void mcheck_check_all(void) {
}

typedef enum mcheck_status status;

status mprobe(void *ptr) {
    (void) ptr;
    return MCHECK_DISABLED;
}
`;

/** fmtmsg(3): what MSGVERB asks for, and severities that a program adds. */
const MESSAGES = String.raw`#define _GNU_SOURCE
#include <fmtmsg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *severities[64] = {NULL, "HALT", "ERROR", "WARNING", "INFO"};
static const char *const parts[] = {"label", "severity", "text", "action", "tag"};

/* The parts that MSGVERB names, a bit each; all where it is not set or names another. It is asked once. */
static int wanted(void) {
    const char *verb = getenv("MSGVERB");
    int bits = 0;
    if (!verb || !*verb) return 31;
    for (;;) {
        size_t length = strcspn(verb, ":");
        int i = 0;
        while (i < 5 && (strlen(parts[i]) != length || strncmp(parts[i], verb, length) != 0)) i++;
        if (i == 5) return 31;
        bits |= 1 << i;
        if (verb[length] == '\0') return bits;
        verb += length + 1;
    }
}

int addseverity(int severity, const char *string) {
    if (severity <= MM_INFO || severity >= 64 || (!string && !severities[severity])) return MM_NOTOK;
    severities[severity] = string;
    return MM_OK;
}

int fmtmsg(long classification, const char *label, int severity, const char *text, const char *action,
           const char *tag) {
    const char *colon = label ? strchr(label, ':') : NULL;
    int known = severity >= 0 && severity < 64 && (severity == MM_NOSEV || severities[severity]);
    if (!known || (label && (!colon || colon - label > 10 || strlen(colon + 1) > 14))) return MM_NOTOK;
    if (!(classification & MM_PRINT)) return MM_OK;
    static int bits;
    if (!bits) bits = wanted();
    const char *word = severities[severity];
    int has_label = bits & 1 && label, has_severity = bits & 2 && word, has_text = bits & 4 && text;
    int has_action = bits & 8 && action, has_tag = bits & 16 && tag;
    int tail = has_action || has_tag;
    fprintf(stderr, "%s%s%s%s%s%s%s%s%s%s\n", has_label ? label : "",
            has_label && (has_severity || has_text || tail) ? ": " : "", has_severity ? word : "",
            has_severity && (has_text || tail) ? ": " : "", has_text ? text : "",
            has_text && tail ? "\n" : "", has_action ? "TO FIX: " : "", has_action ? action : "",
            has_action && has_tag ? "  " : "", has_tag ? tag : "");
    return MM_OK;
}
`;

const FIGURES =
  'arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost';

const VALUES = `#define BITSPERBYTE CHAR_BIT
#define BITS(type) (BITSPERBYTE * (long int) sizeof(type))
#define MINSHORT SHRT_MIN
#define MAXSHORT SHRT_MAX
#define MININT INT_MIN
#define MAXINT INT_MAX
#define MINLONG LONG_MIN
#define MAXLONG LONG_MAX
#define MINFLOAT FLT_MIN
#ifndef MAXFLOAT
#define MAXFLOAT FLT_MAX
#endif
#define MINDOUBLE DBL_MIN
#define MAXDOUBLE DBL_MAX`;

export const OLDER_PART: LibraryPart = {
  headers: [
    { name: 'values.h', includes: ['limits.h', 'float.h'], text: VALUES },
    {
      name: 'bits/signal-older.h',
      text: `int sigblock(int mask);
int sigsetmask(int mask);
int siggetmask(void);
__sighandler_t ssignal(int sig, __sighandler_t handler);
int gsignal(int sig);
#define sigmask(sig) ((int) (1U << ((sig) - 1)))
#ifdef _GNU_SOURCE
__sighandler_t sysv_signal(int sig, __sighandler_t handler);
#endif`,
    },
    {
      name: 'argz.h',
      includes: ['errno.h', 'string.h'],
      text: `typedef int error_t;
error_t argz_create(char *const argv[], char **argz, size_t *len);
error_t argz_create_sep(const char *str, int sep, char **argz, size_t *len);
size_t argz_count(const char *argz, size_t len);
void argz_extract(const char *argz, size_t len, char **argv);
void argz_stringify(char *argz, size_t len, int sep);
error_t argz_append(char **argz, size_t *len, const char *buf, size_t buf_len);
error_t argz_add(char **argz, size_t *len, const char *str);
error_t argz_add_sep(char **argz, size_t *len, const char *str, int delim);
void argz_delete(char **argz, size_t *len, char *entry);
error_t argz_insert(char **argz, size_t *len, char *before, const char *entry);
char *argz_next(const char *argz, size_t len, const char *entry);`,
    },
    {
      name: 'envz.h',
      includes: ['argz.h'],
      text: `char *envz_entry(const char *envz, size_t len, const char *name);
char *envz_get(const char *envz, size_t len, const char *name);
error_t envz_add(char **envz, size_t *len, const char *name, const char *value);
error_t envz_merge(char **envz, size_t *len, const char *other, size_t other_len, int override);
void envz_remove(char **envz, size_t *len, const char *name);
void envz_strip(char **envz, size_t *len);`,
    },
    {
      name: 'bits/mallinfo.h',
      text: `struct mallinfo { int ${FIGURES}; };
struct mallinfo2 { size_t ${FIGURES}; };
struct mallinfo mallinfo(void);
struct mallinfo2 mallinfo2(void);
void malloc_stats(void);`,
    },
    {
      name: 'fmtmsg.h',
      text: `enum {
    MM_HARD = 1, MM_SOFT = 2, MM_FIRM = 4, MM_APPL = 8, MM_UTIL = 16, MM_OPSYS = 32, MM_RECOVER = 64,
    MM_NRECOV = 128, MM_PRINT = 256, MM_CONSOLE = 512
};
enum { MM_NOSEV, MM_HALT, MM_ERROR, MM_WARNING, MM_INFO };
enum { MM_NOTOK = -1, MM_OK = 0, MM_NOMSG = 1, MM_NOCON = 4 };
#define MM_NULLLBL ((char *) 0)
#define MM_NULLSEV 0
#define MM_NULLMC ((long int) 0)
#define MM_NULLTXT ((char *) 0)
#define MM_NULLACT ((char *) 0)
#define MM_NULLTAG ((char *) 0)
int fmtmsg(long classification, const char *label, int severity, const char *text, const char *action,
           const char *tag);
int addseverity(int severity, const char *string);`,
    },
    {
      name: 'mcheck.h',
      text: `enum mcheck_status { MCHECK_DISABLED = -1, MCHECK_OK, MCHECK_FREE, MCHECK_HEAD, MCHECK_TAIL };
int mcheck(void (*handler)(enum mcheck_status));
int mcheck_pedantic(void (*handler)(enum mcheck_status));
void mcheck_check_all(void);
enum mcheck_status mprobe(void *ptr);
void mtrace(void);
void muntrace(void);`,
    },
  ],
  sources: [
    { name: 'libc/older-signals.c', text: SIGNALS },
    { name: 'libc/argz.c', text: ARGZ },
    { name: 'libc/envz.c', text: ENVZ },
    { name: 'libc/older-heap.c', text: HEAP },
    { name: 'libc/fmtmsg.c', text: MESSAGES },
  ],
};
