// Signals and time that are waited for, and children that are asked about: sigwait, signalfd,
// timerfd, waitid.
//
// Source: glibc 2.36.

import type { SourceFile } from '../../cc/compile.ts';

const SIGNALS = `
#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout) {
    int result = __ret(__syscall(SYS_rt_sigtimedwait, set, info, timeout, 8));
    if (result > 0 && info && info->si_code == SI_TKILL) info->si_code = SI_USER;
    return result;
}

int sigwaitinfo(const sigset_t *set, siginfo_t *info) {
    return sigtimedwait(set, info, NULL);
}

int waitid(idtype_t idtype, id_t id, siginfo_t *infop, int options) {
    return __ret(__syscall(SYS_waitid, idtype, id, infop, options, 0));
}
`;

const DESCRIPTORS = `
#include <bits/libc.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

int signalfd(int fd, const sigset_t *mask, int flags) {
    return __ret(__syscall(SYS_signalfd4, fd, mask, 8, flags));
}

int timerfd_create(int clock_id, int flags) {
    return __ret(__syscall(SYS_timerfd_create, clock_id, flags));
}

int timerfd_settime(int ufd, int flags, const struct itimerspec *utmr, struct itimerspec *otmr) {
    return __ret(__syscall(SYS_timerfd_settime, ufd, flags, utmr, otmr));
}

int timerfd_gettime(int ufd, struct itimerspec *otmr) {
    return __ret(__syscall(SYS_timerfd_gettime, ufd, otmr));
}
`;

export const EVENT_SOURCES: readonly SourceFile[] = [
  { name: 'libc/signals.c', text: SIGNALS },
  { name: 'libc/event-descriptors.c', text: DESCRIPTORS },
];
