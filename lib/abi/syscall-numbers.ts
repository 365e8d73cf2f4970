// Numbers of system calls that headers name, whether this machine's kernel answers them or not.
//
// Source: Linux arch/x86/entry/syscalls/syscall_64.tbl.

import { SYS } from './syscalls.ts';

const OTHERS = `
  mmap:9 mprotect:10 munmap:11 mremap:25 msync:26 mincore:27 madvise:28 shmget:29 shmat:30
  getitimer:36 setitimer:38 semget:64 semop:65 msgget:68 flock:73 fsync:74 fdatasync:75
  truncate:76 ftruncate:77 fchdir:81 rename:82 mkdir:83 rmdir:84 creat:85 link:86 symlink:88
  readlink:89 chmod:90 fchmod:91 chown:92 fchown:93 getrusage:98 sysinfo:99 times:100 ptrace:101
  setpgid:109 getpgrp:111 setreuid:113 getgroups:115 setresuid:117
  setresgid:119 getpgid:121 getsid:124 rt_sigpending:127 rt_sigtimedwait:128 rt_sigqueueinfo:129
  rt_sigsuspend:130 sigaltstack:131 mknod:133 personality:135 statfs:137 fstatfs:138
  getpriority:140 setpriority:141 mlock:149 munlock:150 pivot_root:155 prctl:157 arch_prctl:158
  chroot:161 sync:162 mount:165 umount2:166 sethostname:170 readahead:187 sched_setaffinity:203
  sched_getaffinity:204 getdents64:217 clock_getres:229 waitid:247 inotify_add_watch:254
  inotify_rm_watch:255 mkdirat:258 unlinkat:263 renameat:264 linkat:265 symlinkat:266
  readlinkat:267 fchmodat:268 faccessat:269 unshare:272 tee:276 sync_file_range:277 vmsplice:278
  utimensat:280 signalfd:282 timerfd_create:283 eventfd:284 fallocate:285 timerfd_settime:286
  timerfd_gettime:287 signalfd4:289 inotify_init1:294 preadv:295 pwritev:296 recvmmsg:299
  syncfs:306 sendmmsg:307 setns:308 getcpu:309 renameat2:316 memfd_create:319 bpf:321
  membarrier:324 copy_file_range:326 statx:332 rseq:334 io_uring_setup:425 io_uring_enter:426
  io_uring_register:427 pidfd_open:434 close_range:436 openat2:437 faccessat2:439 epoll_pwait2:441
`;

/** Every call that <sys/syscall.h> names; the kernel says ENOSYS to those that it does not know. */
export const SYSCALL_NUMBERS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    OTHERS.trim()
      .split(/\s+/)
      .map((word) => [word.split(':')[0], Number(word.split(':')[1])]),
  ),
  ...SYS,
};
