// The headers of signals, and of descriptors that tell of events.
//
// Source: glibc 2.36 prototypes and layouts on x86-64.
// Departs: of siginfo_t the fields that this machine fills have names.

import type { HeaderSpec } from './headers.ts';

/** siginfo_t and what sigaction(2) takes: a handler of one kind or of the other. */
const SIGINFO = `typedef struct {
    int si_signo;
    int si_errno;
    int si_code;
    int __pad;
    pid_t si_pid;
    uid_t si_uid;
    int si_status;
    char __reserved[100];
} siginfo_t;
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
#ifdef _GNU_SOURCE
int sigwaitinfo(const sigset_t *set, siginfo_t *info);
int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout);
int tgkill(pid_t tgid, pid_t tid, int sig);
int sigisemptyset(const sigset_t *set);
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
    text: `struct itimerspec {
    struct timespec it_interval;
    struct timespec it_value;
};
int timerfd_create(int clock_id, int flags);
int timerfd_settime(int ufd, int flags, const struct itimerspec *utmr, struct itimerspec *otmr);
int timerfd_gettime(int ufd, struct itimerspec *otmr);`,
  },
];
