// The rarer functions of <string.h> and <signal.h>, and random numbers whose state is the caller's.
//
// Source: glibc 2.36; POSIX.1-2017. random_r and its like give glibc's numbers.

import type { SourceFile } from '../../cc/compile.ts';

/** random_r: the state is the caller's; its first word says of which of glibc's five kinds it is. */
const RANDOM = String.raw`#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int invalid(void) {
    errno = EINVAL;
    return -1;
}

int srandom_r(unsigned int seed, struct random_data *buf) {
    if (!buf || buf->rand_type < 0 || buf->rand_type > 4) return -1;
    int32_t *state = buf->state;
    int64_t word = (int32_t) (seed == 0 ? 1 : seed);
    state[0] = word;
    if (buf->rand_type == 0) return 0;
    for (int i = 1; i < buf->rand_deg; i++) {
        word = 16807 * word % 2147483647;
        if (word < 0) word += 2147483647;
        state[i] = word;
    }
    buf->fptr = state + buf->rand_sep;
    buf->rptr = state;
    int32_t unused;
    for (int i = 0; i < 10 * buf->rand_deg; i++) random_r(buf, &unused);
    return 0;
}

int random_r(struct random_data *buf, int32_t *result) {
    if (!buf || !result) return invalid();
    if (buf->rand_type == 0) {
        uint32_t next = ((uint32_t) buf->state[0] * 1103515245 + 12345) & 0x7fffffff;
        *result = buf->state[0] = next;
        return 0;
    }
    uint32_t sum = (uint32_t) *buf->fptr + (uint32_t) *buf->rptr;
    *buf->fptr = sum;
    *result = sum >> 1;
    if (++buf->fptr == buf->end_ptr) buf->fptr = buf->state;
    if (++buf->rptr == buf->end_ptr) buf->rptr = buf->state;
    return 0;
}

static void put_aside(struct random_data *buf) {
    int kind = buf->rand_type;
    if (buf->state) buf->state[-1] = kind == 0 ? 0 : 5 * (buf->rptr - buf->state) + kind;
}

static void take_up(struct random_data *buf, char *statebuf, int kind) {
    buf->rand_type = kind;
    buf->rand_deg = kind == 0 ? 0 : (4 << kind) - 1;
    buf->rand_sep = kind == 0 ? 0 : kind % 2 ? 3 : 1;
    buf->state = (int32_t *) statebuf + 1;
    buf->end_ptr = buf->state + buf->rand_deg;
}

int initstate_r(unsigned int seed, char *statebuf, size_t size, struct random_data *buf) {
    if (!buf) return invalid();
    put_aside(buf);
    if (size < 8) return invalid();
    take_up(buf, statebuf, size < 32 ? 0 : size < 64 ? 1 : size < 128 ? 2 : size < 256 ? 3 : 4);
    srandom_r(seed, buf);
    put_aside(buf);
    return 0;
}

int setstate_r(char *statebuf, struct random_data *buf) {
    if (!buf || !statebuf) return invalid();
    put_aside(buf);
    int word = *(int32_t *) statebuf;
    if (word % 5 < 0) return invalid();
    take_up(buf, statebuf, word % 5);
    if (word % 5 == 0) return 0;
    buf->rptr = buf->state + word / 5;
    buf->fptr = buf->state + (word / 5 + buf->rand_sep) % buf->rand_deg;
    return 0;
}
`;

const STRINGS = String.raw`#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is behind the last slash, and the path stays as it is; <libgen.h> has the one of POSIX. */
char *basename(const char *filename) {
    const char *slash = strrchr(filename, '/');
    return (char *) (slash ? slash + 1 : filename);
}

/* Numbers inside names compare as numbers; with leading zeros as the digits behind a point. */
int strverscmp(const char *s1, const char *s2) {
    const unsigned char *l = (const unsigned char *) s1, *r = (const unsigned char *) s2;
    size_t i, digits = 0;
    int zeros = 1;
    for (i = 0; l[i] == r[i]; i++) {
        if (!l[i]) return 0;
        if (!isdigit(l[i])) digits = i + 1, zeros = 1;
        else if (l[i] != '0') zeros = 0;
    }
    if ((unsigned) l[digits] - '1' < 9U && (unsigned) r[digits] - '1' < 9U) {
        for (size_t j = i; isdigit(l[j]); j++) if (!isdigit(r[j])) return 1;
        if (isdigit(r[i])) for (size_t j = i; isdigit(r[j]); j++) if (!isdigit(l[j])) return -1;
    } else if (zeros && digits < i && (isdigit(l[i]) || isdigit(r[i]))) {
        return (unsigned char) (l[i] - '0') - (unsigned char) (r[i] - '0');
    }
    return l[i] - r[i];
}

static const char *const abbreviations[] = {
    NULL, "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
    "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH",
    "POLL", "PWR", "SYS"};

const char *sigabbrev_np(int sig) {
    return sig > 0 && sig < 32 ? abbreviations[sig] : NULL;
}

const char *sigdescr_np(int sig) {
    return sig > 0 && sig < 32 ? strsignal(sig) : NULL;
}

void *memfrob(void *s, size_t n) {
    for (size_t i = 0; i < n; i++) ((char *) s)[i] ^= 42;
    return s;
}

char *strfry(char *string) {
    size_t n = strlen(string);
    for (size_t i = 0; n > 1 && i < n - 1; i++) {
        size_t j = i + arc4random_uniform(n - i);
        char c = string[i];
        string[i] = string[j];
        string[j] = c;
    }
    return string;
}
`;

const SIGNALS = String.raw`#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int sigqueue(pid_t pid, int sig, const union sigval value) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_signo = sig;
    info.si_code = SI_QUEUE;
    info.si_pid = getpid();
    info.si_uid = getuid();
    info.si_value = value;
    return __ret(__syscall(SYS_rt_sigqueueinfo, pid, sig, &info));
}

int sigaltstack(const stack_t *ss, stack_t *oss) {
    return __ret(__syscall(SYS_sigaltstack, ss, oss));
}

int sigandset(sigset_t *set, const sigset_t *left, const sigset_t *right) {
    for (int i = 0; i < 16; i++) set->__val[i] = left->__val[i] & right->__val[i];
    return 0;
}

int sigorset(sigset_t *set, const sigset_t *left, const sigset_t *right) {
    for (int i = 0; i < 16; i++) set->__val[i] = left->__val[i] | right->__val[i];
    return 0;
}

static int change(int how, int sig) {
    sigset_t set;
    sigemptyset(&set);
    return sigaddset(&set, sig) < 0 ? -1 : sigprocmask(how, &set, NULL);
}

int sighold(int sig) {
    return change(SIG_BLOCK, sig);
}

int sigrelse(int sig) {
    return change(SIG_UNBLOCK, sig);
}

int sigignore(int sig) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_IGN;
    return sigaction(sig, &action, NULL);
}

int sigpause(int sig) {
    sigset_t set;
    sigprocmask(SIG_BLOCK, NULL, &set);
    sigdelset(&set, sig);
    return sigsuspend(&set);
}

#define SIG_HOLD ((__sighandler_t) 2)

__sighandler_t sigset(int sig, __sighandler_t disp) {
    struct sigaction new, old;
    sigset_t before;
    memset(&new, 0, sizeof new);
    sigprocmask(SIG_BLOCK, NULL, &before);
    int held = sigismember(&before, sig);
    if (disp == SIG_HOLD) {
        if (sighold(sig) < 0 || sigaction(sig, NULL, &old) < 0) return SIG_ERR;
        return held ? SIG_HOLD : old.sa_handler;
    }
    new.sa_handler = disp;
    if (sigaction(sig, &new, &old) < 0 || sigrelse(sig) < 0) return SIG_ERR;
    return held ? SIG_HOLD : old.sa_handler;
}

void psiginfo(const siginfo_t *info, const char *s) {
    if (s && *s) fprintf(stderr, "%s: ", s);
    fprintf(stderr, "%s (", strsignal(info->si_signo));
    if (info->si_code == SI_USER) fputs("Signal sent by kill()", stderr);
    else if (info->si_code == SI_QUEUE) fputs("Signal sent by sigqueue()", stderr);
    else if (info->si_code == SI_TIMER) fputs("Signal generated by the expiration of a timer", stderr);
    else if (info->si_code == SI_TKILL) fputs("Signal sent by tkill()", stderr);
    else fprintf(stderr, "%d", info->si_code);
    fprintf(stderr, " %ld %ld)\n", (long) info->si_pid, (long) info->si_uid);
}
`;

/** No header declares it since C11; programs that call it get gcc's warnings and run. */
const GETS = String.raw`#include <stdio.h>

char *gets(char *s) {
    int c, n = 0;
    while ((c = getchar()) != EOF && c != '\n') s[n++] = c;
    if ((c == EOF && n == 0) || ferror(stdin)) return NULL;
    s[n] = '\0';
    return s;
}
`;

export const RARE_SOURCES: readonly SourceFile[] = [
  { name: 'libc/random-r.c', text: RANDOM },
  { name: 'libc/rare-strings.c', text: STRINGS },
  { name: 'libc/rare-signals.c', text: SIGNALS },
  { name: 'libc/gets.c', text: GETS },
];
