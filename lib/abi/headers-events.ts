// The headers of signals, and of descriptors that tell of events.
//
// Source: glibc 2.36 prototypes and layouts on x86-64.
// Departs: of siginfo_t the fields that this machine fills have names; MINSIGSTKSZ is a number.

import type { HeaderSpec } from './headers.ts';

/** siginfo_t and what sigaction(2) takes: a handler of one kind or of the other. */
const SIGINFO = `typedef union sigval { int sival_int; void *sival_ptr; } sigval_t;
typedef struct {
    int si_signo;
    int si_errno;
    int si_code;
    int __pad;
    union {
        struct { pid_t __pid; uid_t __uid; } __sent;
        struct { int __tid, __overrun; sigval_t __value; } __timer;
        struct { pid_t __pid; uid_t __uid; int __status; clock_t __utime, __stime; } __child;
        struct { void *__addr; } __fault;
        struct { long __band; int __fd; } __poll;
        char __size[112];
    } __fields;
} siginfo_t;
#define si_pid __fields.__sent.__pid
#define si_uid __fields.__sent.__uid
#define si_status __fields.__child.__status
#define si_utime __fields.__child.__utime
#define si_stime __fields.__child.__stime
#define si_value __fields.__timer.__value
#define si_int __fields.__timer.__value.sival_int
#define si_ptr __fields.__timer.__value.sival_ptr
#define si_timerid __fields.__timer.__tid
#define si_overrun __fields.__timer.__overrun
#define si_addr __fields.__fault.__addr
#define si_band __fields.__poll.__band
#define si_fd __fields.__poll.__fd
struct sigaction {
    union {
        __sighandler_t sa_handler;
        void (*sa_sigaction)(int, siginfo_t *, void *);
    } __sigaction_handler;
    sigset_t sa_mask;
    int sa_flags;
    __restorer_t sa_restorer;
};
#define sa_handler __sigaction_handler.sa_handler
#define sa_sigaction __sigaction_handler.sa_sigaction
`;

export const SIGNAL_HEADER: HeaderSpec = {
  name: 'signal.h',
  includes: ['sys/types.h', 'bits/sigset_t.h', 'bits/time_t.h'],
  groups: ['signal', 'sa', 'sigmask', 'sicode', 'cldcode'],
  before: `typedef void (*__sighandler_t)(int);
typedef __sighandler_t sighandler_t;
typedef void (*__restorer_t)(void);
typedef int sig_atomic_t;`,
  text: `${SIGINFO}
#define SIG_DFL ((__sighandler_t) 0)
#define SIG_IGN ((__sighandler_t) 1)
#define SIG_ERR ((__sighandler_t) -1)
#define SIGPOLL SIGIO
#define SIGIOT SIGABRT
#define NSIG 65
#define SIGRTMIN 34
#define SIGRTMAX 64
#define _NSIG 65
#define SIGCLD SIGCHLD
#define SIGUNUSED SIGSYS
#define SI_MESGQ (-3)
#define SI_ASYNCIO (-4)
#define SI_ASYNCNL (-60)
#define SIGEV_SIGNAL 0
#define SIGEV_NONE 1
#define SIGEV_THREAD 2
#define SIGEV_THREAD_ID 4
#define SEGV_MAPERR 1
#define SEGV_ACCERR 2
#define FPE_INTDIV 1
#define SS_ONSTACK 1
#define SS_DISABLE 2
#define MINSIGSTKSZ 2048
#define SIGSTKSZ 8192
#define SA_NOMASK SA_NODEFER
#define SA_ONESHOT SA_RESETHAND
#define SA_RESTORER 0x4000000
typedef struct sigevent {
    sigval_t sigev_value;
    int sigev_signo, sigev_notify;
    union {
        pid_t _tid;
        struct { void (*_function)(sigval_t); void *_attribute; } _sigev_thread;
        int _pad[12];
    } _sigev_un;
} sigevent_t;
#define sigev_notify_function _sigev_un._sigev_thread._function
#define sigev_notify_attributes _sigev_un._sigev_thread._attribute
#define sigev_notify_thread_id __how.__tid
typedef struct { void *ss_sp; int ss_flags; size_t ss_size; } stack_t;
__sighandler_t signal(int sig, __sighandler_t handler);
int sigaction(int sig, const struct sigaction *act, struct sigaction *oact);
int sigprocmask(int how, const sigset_t *set, sigset_t *oset);
int sigsuspend(const sigset_t *set);
int sigpending(sigset_t *set);
int sigwait(const sigset_t *set, int *sig);
int sigemptyset(sigset_t *set);
int sigfillset(sigset_t *set);
int sigaddset(sigset_t *set, int signo);
int sigdelset(sigset_t *set, int signo);
int sigismember(const sigset_t *set, int signo);
int kill(pid_t pid, int sig);
int raise(int sig);
int killpg(pid_t pgrp, int sig);
int siginterrupt(int sig, int interrupt);
int pthread_kill(pthread_t thread, int signo);
int pthread_sigmask(int how, const sigset_t *set, sigset_t *oset);
void psignal(int sig, const char *s);
void psiginfo(const siginfo_t *info, const char *s);
int sigqueue(pid_t pid, int sig, const union sigval value);
int sigaltstack(const stack_t *ss, stack_t *oss);
#include <bits/signal-older.h>
#if defined _XOPEN_SOURCE || defined _GNU_SOURCE
int sighold(int sig);
int sigrelse(int sig);
int sigignore(int sig);
int sigpause(int sig);
__sighandler_t sigset(int sig, __sighandler_t disp);
#endif
#ifdef _GNU_SOURCE
int sigwaitinfo(const sigset_t *set, siginfo_t *info);
int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout);
int tgkill(pid_t tgid, pid_t tid, int sig);
int sigisemptyset(const sigset_t *set);
int sigandset(sigset_t *set, const sigset_t *left, const sigset_t *right);
int sigorset(sigset_t *set, const sigset_t *left, const sigset_t *right);
int pthread_sigqueue(pthread_t thread, int signo, const union sigval value);
#endif`,
};

export const EVENT_HEADERS: readonly HeaderSpec[] = [
  SIGNAL_HEADER,
  {
    name: 'sys/signalfd.h',
    includes: ['stdint.h', 'bits/sigset_t.h'],
    groups: ['signalfd'],
    text: `struct signalfd_siginfo {
    uint32_t ssi_signo;
    int32_t ssi_errno;
    int32_t ssi_code;
    uint32_t ssi_pid;
    uint32_t ssi_uid;
    int32_t ssi_fd;
    uint32_t ssi_tid;
    uint32_t ssi_band;
    uint32_t ssi_overrun;
    uint32_t ssi_trapno;
    int32_t ssi_status;
    int32_t ssi_int;
    uint64_t ssi_ptr;
    uint64_t ssi_utime;
    uint64_t ssi_stime;
    uint64_t ssi_addr;
    uint8_t __pad[48];
};
int signalfd(int fd, const sigset_t *mask, int flags);`,
  },
  {
    name: 'sys/timerfd.h',
    includes: ['time.h'],
    groups: ['timerfd', 'timerfdset'],
    text: `int timerfd_create(int clock_id, int flags);
int timerfd_settime(int ufd, int flags, const struct itimerspec *utmr, struct itimerspec *otmr);
int timerfd_gettime(int ufd, struct itimerspec *otmr);`,
  },
];
