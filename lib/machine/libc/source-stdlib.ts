// <stdlib.h> and <string.h> where they keep state or call back: random numbers, sorting, error
// texts, words of a string.
//
// Source: glibc 2.36: rand() gives glibc's numbers, strerror() its words.
// Departs: qsort is always a merge sort; glibc's is one too where there is memory for it.

import { ERRNOS } from '../../abi/errno.ts';
import type { SourceFile } from '../../cc/compile.ts';

/** The words in order; a number is said where some before it are no error's. */
const WORDS = ERRNOS.map(([number, name, text], i) => {
  const follows = number === (i === 0 ? 0 : ERRNOS[i - 1][0]) + 1;
  return `    ${follows ? '' : `[${name}] = `}"${text}",`;
});

const ERRORS = `
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static char *errors[] = {
    "Success",
${WORDS.join('\n')}
};

static char *signals[] = {
    [SIGHUP] = "Hangup",
    [SIGINT] = "Interrupt",
    [SIGQUIT] = "Quit",
    [SIGILL] = "Illegal instruction",
    [SIGTRAP] = "Trace/breakpoint trap",
    [SIGABRT] = "Aborted",
    [SIGBUS] = "Bus error",
    [SIGFPE] = "Floating point exception",
    [SIGKILL] = "Killed",
    [SIGUSR1] = "User defined signal 1",
    [SIGSEGV] = "Segmentation fault",
    [SIGUSR2] = "User defined signal 2",
    [SIGPIPE] = "Broken pipe",
    [SIGALRM] = "Alarm clock",
    [SIGTERM] = "Terminated",
    [SIGSTKFLT] = "Stack fault",
    [SIGCHLD] = "Child exited",
    [SIGCONT] = "Continued",
    [SIGSTOP] = "Stopped (signal)",
    [SIGTSTP] = "Stopped",
    [SIGTTIN] = "Stopped (tty input)",
    [SIGTTOU] = "Stopped (tty output)",
    [SIGURG] = "Urgent I/O condition",
    [SIGXCPU] = "CPU time limit exceeded",
    [SIGXFSZ] = "File size limit exceeded",
    [SIGVTALRM] = "Virtual timer expired",
    [SIGPROF] = "Profiling timer expired",
    [SIGWINCH] = "Window changed",
    [SIGIO] = "I/O possible",
    [SIGPWR] = "Power failure",
    [SIGSYS] = "Bad system call",
};

static const int error_count = sizeof errors / sizeof errors[0];
static const int signal_count = sizeof signals / sizeof signals[0];
static char unknown[48];

char *strerror(int errnum) {
    if (errnum >= 0 && errnum < error_count && errors[errnum]) return errors[errnum];
    snprintf(unknown, sizeof unknown, "Unknown error %d", errnum);
    return unknown;
}

int strerror_r(int errnum, char *buf, size_t buflen) {
    int n = snprintf(buf, buflen, "%s", strerror(errnum));
    if (errnum < 0 || errnum >= error_count || !errors[errnum]) return EINVAL;
    return (size_t) n < buflen ? 0 : ERANGE;
}

char *__gnu_strerror_r(int errnum, char *buf, size_t buflen) {
    if (errnum >= 0 && errnum < error_count && errors[errnum]) return errors[errnum];
    snprintf(buf, buflen, "Unknown error %d", errnum);
    return buf;
}

char *strsignal(int sig) {
    if (sig > 0 && sig < signal_count && signals[sig]) return signals[sig];
    int first = 34, real = sig >= first && sig <= 64;
    snprintf(unknown, sizeof unknown, real ? "Real-time signal %d" : "Unknown signal %d", real ? sig - first : sig);
    return unknown;
}
`;

const STDLIB = `
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *strtok(char *s, const char *delim) {
    static char *rest;
    return strtok_r(s, delim, &rest);
}

void *reallocarray(void *ptr, size_t nmemb, size_t size) {
    if (size != 0 && nmemb > SIZE_MAX / size) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(ptr, nmemb * size);
}

/* Native: a block that begins at a multiple of the alignment. */
void *__aligned(size_t alignment, size_t size);

int posix_memalign(void **memptr, size_t alignment, size_t size) {
    if (alignment < sizeof(void *) || alignment & (alignment - 1)) return EINVAL;
    void *block = __aligned(alignment, size);
    if (!block) return ENOMEM;
    *memptr = block;
    return 0;
}

void *aligned_alloc(size_t alignment, size_t size) {
    void *block = __aligned(alignment, size);
    if (!block) errno = ENOMEM;
    return block;
}

/* Each number is the sum of the ones apart and degree places before it; the lowest bit is dropped.
   The word before the state says which kind it is, and how far it has come. */
static uint32_t first_state[32] = { 3 };
static uint32_t *state = first_state + 1;
static int degree = 31, apart = 3, front, rear;

static uint32_t next_state(void) {
    uint32_t sum = state[front] += state[rear];
    front = (front + 1) % degree;
    rear = (rear + 1) % degree;
    return sum;
}

void srandom(unsigned int seed) {
    int64_t word = (int32_t) (seed == 0 ? 1 : seed);
    state[0] = word;
    for (int i = 1; i < degree; i++) {
        word = 16807 * word % 2147483647;
        if (word < 0) word += 2147483647;
        state[i] = word;
    }
    front = apart;
    rear = 0;
    for (int i = 0; i < 10 * degree; i++) next_state();
}

long random(void) {
    if (degree == 0) return state[0] = (state[0] * 1103515245 + 12345) & 0x7fffffff;
    if (front == rear) srandom(1);  /* only before the first seed do the two coincide */
    return next_state() >> 1;
}

/* What the state in use needs to be gone on with; returns where it begins. */
static char *put_aside(void) {
    int kind = degree < 31 ? degree / 7 : degree / 31 + 2;
    state[-1] = kind == 0 ? 0 : 5 * rear + kind;
    return (char *) (state - 1);
}

static void take_up(uint32_t *words, int kind) {
    state = words + 1;
    degree = kind == 0 ? 0 : (4 << kind) - 1;
    apart = kind % 2 ? 3 : 1;
}

char *initstate(unsigned int seed, char *statebuf, size_t size) {
    if (front == rear && degree != 0) srandom(1);
    char *old = put_aside();
    if (size < 8) {
        errno = EINVAL;
        return NULL;
    }
    take_up((uint32_t *) statebuf, size < 32 ? 0 : size < 64 ? 1 : size < 128 ? 2 : size < 256 ? 3 : 4);
    srandom(seed);
    put_aside();
    return old;
}

char *setstate(char *statebuf) {
    uint32_t *words = (uint32_t *) statebuf;
    if (front == rear && degree != 0) srandom(1);
    char *old = put_aside();
    int kind = words[0] % 5, at = words[0] / 5;
    if (at > 63) {
        errno = EINVAL;
        return NULL;
    }
    take_up(words, kind);
    rear = at;
    front = degree ? (at + apart) % degree : 0;
    return old;
}

void srand(unsigned int seed) {
    srandom(seed);
}

int rand(void) {
    return random();
}

int rand_r(unsigned int *seed) {
    unsigned int next = *seed;
    next = next * 1103515245 + 12345;
    unsigned int result = next / 65536 % 2048;
    next = next * 1103515245 + 12345;
    result = result << 10 ^ next / 65536 % 1024;
    next = next * 1103515245 + 12345;
    result = result << 10 ^ next / 65536 % 1024;
    *seed = next;
    return result;
}

/* 48 bits of state, x * 0x5deece66d + 11 at each step. */
static uint64_t state48;
uint64_t __times48 = 0x5deece66dUL;
uint64_t __plus48 = 11;

static uint64_t next48(void) {
    return state48 = (state48 * __times48 + __plus48) & 0xffffffffffffUL;
}

static uint64_t number48(const unsigned short *words) {
    return words[0] | (uint64_t) words[1] << 16 | (uint64_t) words[2] << 32;
}

static void usual48(uint64_t state) {
    state48 = state;
    __times48 = 0x5deece66dUL;
    __plus48 = 11;
}

void srand48(long seedval) {
    usual48(((uint64_t) (uint32_t) seedval << 16) | 0x330e);
}

unsigned short *seed48(unsigned short seed16v[3]) {
    static unsigned short old[3];
    for (int i = 0; i < 3; i++) old[i] = state48 >> 16 * i;
    usual48(number48(seed16v));
    return old;
}

void lcong48(unsigned short param[7]) {
    state48 = number48(param);
    __times48 = number48(param + 3);
    __plus48 = param[6];
}

double drand48(void) {
    return next48() / 281474976710656.0;
}

long lrand48(void) {
    return next48() >> 17;
}

long mrand48(void) {
    return (int32_t) (next48() >> 16);
}

div_t div(int numer, int denom) {
    div_t result = {numer / denom, numer % denom};
    return result;
}

ldiv_t ldiv(long numer, long denom) {
    ldiv_t result = {numer / denom, numer % denom};
    return result;
}

lldiv_t lldiv(long long numer, long long denom) {
    lldiv_t result = {numer / denom, numer % denom};
    return result;
}

imaxdiv_t imaxdiv(intmax_t numer, intmax_t denom) {
    imaxdiv_t result = {numer / denom, numer % denom};
    return result;
}

typedef int (*compare_fn)(const void *, const void *);
typedef int (*compare_r_fn)(const void *, const void *, void *);

/* Sorts both halves, then merges them through spare memory; equals keep their order. */
static void merge_sort(char *base, size_t n, size_t size, compare_r_fn compar, void *arg,
                       char *spare) {
    if (n < 2) return;
    size_t half = n / 2;
    merge_sort(base, half, size, compar, arg, spare);
    merge_sort(base + half * size, n - half, size, compar, arg, spare);
    char *left = base, *middle = base + half * size, *right = middle, *end = base + n * size;
    char *out = spare;
    while (left < middle && right < end) {
        char **from = compar(left, right, arg) <= 0 ? &left : &right;
        memcpy(out, *from, size);
        *from += size;
        out += size;
    }
    memcpy(out, left, middle - left);
    memcpy(base, spare, out - spare + (middle - left));
}

void qsort_r(void *base, size_t nmemb, size_t size, compare_r_fn compar, void *arg) {
    if (nmemb < 2 || size == 0) return;
    char *spare = malloc(nmemb * size);
    if (!spare) return;
    merge_sort(base, nmemb, size, compar, arg, spare);
    free(spare);
}

static int without_arg(const void *a, const void *b, void *compar) {
    return ((compare_fn) compar)(a, b);
}

void qsort(void *base, size_t nmemb, size_t size, compare_fn compar) {
    qsort_r(base, nmemb, size, without_arg, (void *) compar);
}

void *bsearch(const void *key, const void *base, size_t nmemb, size_t size, compare_fn compar) {
    size_t low = 0, high = nmemb;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *entry = (const char *) base + middle * size;
        int order = compar(key, entry);
        if (order == 0) return (void *) entry;
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return NULL;
}
`;

const ERROR_NAMES = `
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

static const char *const names[] = {
    [0] = "0",
${ERRNOS.map(([, name]) => `    [${name}] = "${name}",`).join('\n')}
};
static const int count = sizeof names / sizeof names[0];

const char *strerrorname_np(int errnum) {
    return errnum >= 0 && errnum < count ? names[errnum] : NULL;
}

const char *strerrordesc_np(int errnum) {
    return strerrorname_np(errnum) ? strerror(errnum) : NULL;
}
`;

export const STDLIB_SOURCES: readonly SourceFile[] = [
  { name: 'libc/errors.c', text: ERRORS },
  { name: 'libc/error-names.c', text: ERROR_NAMES },
  { name: 'libc/stdlib.c', text: STDLIB },
];
