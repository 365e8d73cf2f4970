// <dlfcn.h>, <fenv.h>, <ucontext.h>: what programs ask about the processor and the loader, where there are
// neither registers nor anything to load.
//
// Source: POSIX.1-2017; glibc 2.36's prototypes and words; x86-64's numbers of exceptions and registers.
// Departs: no library can be loaded and no symbol found by its name; arithmetic raises no exception flags, and
// rounds to nearest; a context has the place in the program where a processor's registers would be.

import type { LibraryPart } from './parts.ts';

const LOADER = String.raw`#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static char message[256];
static int said = 1;
static int program;

static void *complain(const char *format, const char *what) {
    snprintf(message, sizeof message, format, what);
    said = 0;
    return NULL;
}

void *dlopen(const char *filename, int flags) {
    (void) flags;
    if (!filename) return &program;
    return complain("%s: cannot open shared object file: No such file or directory", filename);
}

char *dlerror(void) {
    if (said) return NULL;
    said = 1;
    return message;
}

void *dlsym(void *handle, const char *symbol) {
    (void) handle;
    return complain("undefined symbol: %s", symbol);
}

int dlclose(void *handle) {
    return handle == &program ? 0 : -1;
}

int dladdr(const void *addr, Dl_info *info) {
    (void) addr;
    memset(info, 0, sizeof *info);
    return 0;
}
`;

const FLOATS = String.raw`#include <fenv.h>

static int raised;

int feclearexcept(int excepts) {
    raised &= ~excepts;
    return 0;
}

int feraiseexcept(int excepts) {
    raised |= excepts & FE_ALL_EXCEPT;
    return 0;
}

int fetestexcept(int excepts) {
    return raised & excepts;
}

int fegetexceptflag(fexcept_t *flagp, int excepts) {
    *flagp = raised & excepts;
    return 0;
}

int fesetexceptflag(const fexcept_t *flagp, int excepts) {
    raised = (raised & ~excepts) | (*flagp & excepts);
    return 0;
}

int fegetround(void) {
    return FE_TONEAREST;
}

int fesetround(int rounding_direction) {
    return rounding_direction != FE_TONEAREST;
}

int fegetenv(fenv_t *envp) {
    envp->__status_word = raised;
    return 0;
}

int fesetenv(const fenv_t *envp) {
    raised = envp == FE_DFL_ENV ? 0 : envp->__status_word;
    return 0;
}

int feholdexcept(fenv_t *envp) {
    fegetenv(envp);
    raised = 0;
    return 0;
}

int feupdateenv(const fenv_t *envp) {
    int before = raised;
    fesetenv(envp);
    raised |= before;
    return 0;
}
`;

const CONTEXTS = `#define _GNU_SOURCE
#include <bits/libc.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <ucontext.h>

/* Natives: see native-context.ts. */
void __makecontext(ucontext_t *ucp, void (*func)(void), void (*end)(void), int count, const long *words);
void __setcontext(const ucontext_t *ucp);
void __swapcontext(ucontext_t *oucp, const ucontext_t *ucp);
void __leavecontext(const ucontext_t *ucp);
ucontext_t *__linkcontext(void);

void __maskcontext(ucontext_t *ucp) {
    sigprocmask(SIG_BLOCK, NULL, &ucp->uc_sigmask);
}

int setcontext(const ucontext_t *ucp) {
    sigprocmask(SIG_SETMASK, &ucp->uc_sigmask, NULL);
    __setcontext(ucp);
    return -1;
}

int swapcontext(ucontext_t *oucp, const ucontext_t *ucp) {
    sigprocmask(SIG_SETMASK, &ucp->uc_sigmask, &oucp->uc_sigmask);
    __swapcontext(oucp, ucp);
    return 0;
}

/* Where the function of a context returns to. */
static void end(void) {
    ucontext_t *link = __linkcontext();
    if (link) {
        sigprocmask(SIG_SETMASK, &link->uc_sigmask, NULL);
        __leavecontext(link);
    }
    exit(0);
}

void makecontext(ucontext_t *ucp, void (*func)(void), int argc, ...) {
    long words[6] = {0};
    va_list list;
    va_start(list, argc);
    __take(list, words);
    va_end(list);
    __makecontext(ucp, func, end, argc < 6 ? argc : 6, words);
}
`;

const REGISTERS =
  'R8 R9 R10 R11 R12 R13 R14 R15 RDI RSI RBP RBX RDX RAX RCX RSP RIP EFL CSGSFS ERR TRAPNO OLDMASK CR2'.split(
    ' ',
  );

export const LOADER_PART: LibraryPart = {
  headers: [
    {
      name: 'dlfcn.h',
      text: `#define RTLD_LAZY 1
#define RTLD_NOW 2
#define RTLD_NOLOAD 4
#define RTLD_DEEPBIND 8
#define RTLD_GLOBAL 256
#define RTLD_LOCAL 0
#define RTLD_NODELETE 4096
#define RTLD_DEFAULT ((void *) 0)
#define RTLD_NEXT ((void *) -1L)
void *dlopen(const char *filename, int flags);
int dlclose(void *handle);
void *dlsym(void *handle, const char *symbol);
char *dlerror(void);
#ifdef _GNU_SOURCE
typedef struct { const char *dli_fname; void *dli_fbase; const char *dli_sname; void *dli_saddr; } Dl_info;
int dladdr(const void *addr, Dl_info *info);
#endif`,
    },
    {
      name: 'fenv.h',
      text: `#define FE_INVALID 1
#define FE_DIVBYZERO 4
#define FE_OVERFLOW 8
#define FE_UNDERFLOW 16
#define FE_INEXACT 32
#define FE_ALL_EXCEPT 61
#define FE_TONEAREST 0
#define FE_DOWNWARD 1024
#define FE_UPWARD 2048
#define FE_TOWARDZERO 3072
typedef unsigned short int fexcept_t;
typedef struct {
    unsigned short __control_word, __unused1, __status_word, __unused2, __tags, __unused3;
    unsigned int __eip;
    unsigned short __cs_selector;
    unsigned int __opcode : 11, __unused4 : 5;
    unsigned int __data_offset;
    unsigned short __data_selector, __unused5;
    unsigned int __mxcsr;
} fenv_t;
#define FE_DFL_ENV ((const fenv_t *) -1)
int feclearexcept(int excepts);
int feraiseexcept(int excepts);
int fetestexcept(int excepts);
int fegetexceptflag(fexcept_t *flagp, int excepts);
int fesetexceptflag(const fexcept_t *flagp, int excepts);
int fegetround(void);
int fesetround(int rounding_direction);
int fegetenv(fenv_t *envp);
int fesetenv(const fenv_t *envp);
int feholdexcept(fenv_t *envp);
int feupdateenv(const fenv_t *envp);`,
    },
    {
      name: 'ucontext.h',
      includes: ['signal.h'],
      text: `typedef long long greg_t;
typedef greg_t gregset_t[23];
#ifdef _GNU_SOURCE
enum { ${REGISTERS.map((name) => `REG_${name}`).join(', ')} };
#endif
typedef struct { gregset_t gregs; void *fpregs; unsigned long long __reserved1[8]; } mcontext_t;
typedef struct ucontext_t {
    unsigned long int uc_flags;
    struct ucontext_t *uc_link;
    stack_t uc_stack;
    mcontext_t uc_mcontext;
    sigset_t uc_sigmask;
} ucontext_t;
int __getcontext(ucontext_t *ucp);
void __maskcontext(ucontext_t *ucp);
int setcontext(const ucontext_t *ucp);
void makecontext(ucontext_t *ucp, void (*func)(void), int argc, ...);
int swapcontext(ucontext_t *oucp, const ucontext_t *ucp);
#define getcontext(ucp) \
    __extension__({ ucontext_t *__context = (ucp); __maskcontext(__context); __getcontext(__context); })`,
    },
  ],
  sources: [
    { name: 'libc/loader.c', text: LOADER },
    { name: 'libc/fenv.c', text: FLOATS },
    { name: 'libc/contexts.c', text: CONTEXTS },
  ],
};
