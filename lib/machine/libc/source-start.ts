// The C library's beginning and end: what runs before main and after it.
//
// Source: ISO C17 7.22.4; glibc 2.36 for the words of assert.
// Departs: no constructors, no dynamic linker, no locale.

import type { SourceFile } from '../../cc/compile.ts';

const START = String.raw`
#define _GNU_SOURCE
#include <bits/libc.h>
#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Thread_local int errno;
char **environ;
char *__progname_full = "";
char *__progname = "";

/* Threads say here what to do when one of them has been cancelled. */
void (*__cancelled)(long result);

/* stdio says here how to empty its buffers, if the program uses stdio at all. */
void (*__flush_all)(void);

/* How many threads there are beside the first; see <pthread.h>. */
int __threads;

/* Functions to call at the end; those of on_exit take the status too. */
static struct { void (*f)(); void *arg; int takes; } handlers[64], quick[32];
static int handler_count, quick_count;

int main(int argc, char **argv, char **envp);

/* Where a process begins. main is a function like any other: it returns to here. */
void __libc_start(int argc, char **argv, char **envp) {
    environ = envp;
    if (argc > 0) {
        char *slash = strrchr(argv[0], '/');
        __progname_full = argv[0];
        __progname = slash ? slash + 1 : argv[0];
    }
    exit(main(argc, argv, envp));
}

/* The kernel answers errors as -errno; C wants -1, and the number in errno. */
long __ret(long result) {
    if (__cancelled) __cancelled(result);
    if (result < 0 && result > -4096) {
        errno = -result;
        return -1;
    }
    return result;
}

void _exit(int status) {
    for (;;) __syscall(SYS_exit_group, status);
}

void _Exit(int status) {
    _exit(status);
}

void exit(int status) {
    while (handler_count > 0) {
        int i = --handler_count;
        if (handlers[i].takes) ((void (*)(int, void *)) handlers[i].f)(status, handlers[i].arg);
        else ((void (*)(void)) handlers[i].f)();
    }
    if (__flush_all) __flush_all();
    _exit(status);
}

/* Called in place of the many that did not fit beside later ones: they are next. */
static void refill(int status, void *arg) {
    (void) status;
    memcpy(handlers, arg, sizeof handlers);
    handler_count = 64;
}

int atexit(void (*function)(void)) {
    if (handler_count == 64) {
        void *full = malloc(sizeof handlers);
        if (!full) return -1;
        memcpy(full, handlers, sizeof handlers);
        handlers[0].f = (void (*)()) refill;
        handlers[0].arg = full;
        handlers[0].takes = handler_count = 1;
    }
    handlers[handler_count].takes = 0;
    handlers[handler_count++].f = (void (*)()) function;
    return 0;
}

int on_exit(void (*function)(int, void *), void *arg) {
    if (atexit((void (*)(void)) function) < 0) return -1;
    handlers[handler_count - 1].arg = arg;
    handlers[handler_count - 1].takes = 1;
    return 0;
}

int at_quick_exit(void (*function)(void)) {
    if (quick_count == 32) return -1;
    quick[quick_count++].f = (void (*)()) function;
    return 0;
}

void quick_exit(int status) {
    while (quick_count > 0) ((void (*)(void)) quick[--quick_count].f)();
    _exit(status);
}

void abort(void) {
    raise(SIGABRT);
    /* Somebody ignores or handles the signal: take that away and try again. */
    signal(SIGABRT, SIG_DFL);
    raise(SIGABRT);
    _exit(127);
}

void __assert_fail(const char *assertion, const char *file, unsigned int line,
                   const char *function) {
    fprintf(stderr, "%s: %s:%u: %s: Assertion ${'`'}%s' failed.\n",
            __progname, file, line, function, assertion);
    abort();
}

char *getenv(const char *name) {
    size_t length = strlen(name);
    for (char **e = environ; e && *e; e++)
        if (strncmp(*e, name, length) == 0 && (*e)[length] == '=') return *e + length + 1;
    return NULL;
}
`;

export const START_SOURCES: readonly SourceFile[] = [{ name: 'libc/start.c', text: START }];
