// Numbers of system calls that headers name, whether this machine's kernel answers them or not.
//
// Source: Linux arch/x86/entry/syscalls/syscall_64.tbl.

import { SYS } from './syscalls.ts';

const OTHERS = `
 mremap:25 mincore:27        
 ptrace:101 setfsuid:122 setfsgid:123 capget:125
 capset:126 utime:132 uselib:134 ustat:136 sysfs:139 pivot_root:155 arch_prctl:158 acct:163
 settimeofday:164 mount:165 umount2:166 swapon:167 reboot:169 quotactl:179 set_thread_area:205
 io_setup:206 io_destroy:207 io_getevents:208 io_submit:209 get_thread_area:211 restart_syscall:219
 utimes:235    
   add_key:248 request_key:249 keyctl:250 
   futimesat:261 get_robust_list:274
 signalfd:282 eventfd:284 perf_event_open:298 fanotify_init:300 fanotify_mark:301
 name_to_handle_at:303 open_by_handle_at:304 process_vm_readv:310 process_vm_writev:311
 seccomp:317 bpf:321 execveat:322 userfaultfd:323 mlock2:325 preadv2:327 pwritev2:328
 pkey_mprotect:329 pkey_alloc:330 pkey_free:331 rseq:334 open_tree:428
 move_mount:429 fsopen:430 openat2:437 faccessat2:439
 mount_setattr:442 futex_waitv:449 fchmodat2:452
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
