// The layouts of the structs that cross the border between a program and the kernel, byte for byte.
//
// One idea: this is data; a page's build works it out beforehand (components/cell/build/frozen.ts), and the
// page fetches a layout with what first reads one. What is done with a layout is in structs.ts.
//
// Units: bytes, from the start of the struct; everything is little-endian except the fields whose
// comment says network order.
// Source: Linux uapi headers and glibc 2.36 on x86-64; test/unit/abi compares with offsetof().
// Departs: stat and tcp_info list the fields this machine fills; `size` is the full size.

import { type Layout, layout } from './layout.ts';

export const SOCKADDR = layout('sockaddr', 16, 2, `0 sa_family_t sa_family\n2 char sa_data[14]`);

export const IN_ADDR = layout('in_addr', 4, 4, '0 in_addr_t s_addr');

/** sin_port and sin_addr are in network order. */
export const SOCKADDR_IN = layout(
  'sockaddr_in',
  16,
  4,
  `0 sa_family_t sin_family
   2 in_port_t sin_port
   4 struct in_addr sin_addr
   8 unsigned char sin_zero[8]`,
);

export const SOCKADDR_UN = layout(
  'sockaddr_un',
  110,
  2,
  `0 sa_family_t sun_family
   2 char sun_path[108]`,
);

export const SOCKADDR_STORAGE = layout(
  'sockaddr_storage',
  128,
  8,
  `0 sa_family_t ss_family
   2 char __ss_padding[118]
   120 unsigned long __ss_align`,
);

export const IN6_ADDR = layout('in6_addr', 16, 4, '0 uint32_t __s6_addr32[4]');

export const SOCKADDR_IN6 = layout(
  'sockaddr_in6',
  28,
  4,
  `0 sa_family_t sin6_family
   2 in_port_t sin6_port
   4 uint32_t sin6_flowinfo
   8 struct in6_addr sin6_addr
   24 uint32_t sin6_scope_id`,
);

export const POLLFD = layout(
  'pollfd',
  8,
  4,
  `0 int fd
   4 short int events
   6 short int revents`,
);

/** Packed on x86-64, so that 32-bit programs can share it: `data` lies at 4 and not at 8. */
export const EPOLL_EVENT = layout(
  'epoll_event',
  12,
  1,
  `0 uint32_t events
   4 epoll_data_t data`,
  true,
);

export const TIMEVAL = layout('timeval', 16, 8, '0 __time_t tv_sec\n8 __suseconds_t tv_usec');

export const TIMESPEC = layout('timespec', 16, 8, '0 __time_t tv_sec\n8 __syscall_slong_t tv_nsec');

export const LINGER = layout('linger', 8, 4, '0 int l_onoff\n4 int l_linger');

export const IOVEC = layout('iovec', 16, 8, '0 void *iov_base\n8 size_t iov_len');

export const MSGHDR = layout(
  'msghdr',
  56,
  8,
  `0 void *msg_name
   8 socklen_t msg_namelen
   16 struct iovec *msg_iov
   24 size_t msg_iovlen
   32 void *msg_control
   40 size_t msg_controllen
   48 int msg_flags`,
);

export const RLIMIT = layout('rlimit', 16, 8, '0 rlim_t rlim_cur\n8 rlim_t rlim_max');

export const ITIMERVAL = layout(
  'itimerval',
  32,
  8,
  '0 struct timeval it_interval\n16 struct timeval it_value',
);

/** What the process has used; this machine counts the times and no more. */
export const RUSAGE = layout(
  'rusage',
  144,
  8,
  `0 struct timeval ru_utime
   16 struct timeval ru_stime
   32 long ru_maxrss
   40 long ru_ixrss
   48 long ru_idrss
   56 long ru_isrss
   64 long ru_minflt
   72 long ru_majflt
   80 long ru_nswap
   88 long ru_inblock
   96 long ru_oublock
   104 long ru_msgsnd
   112 long ru_msgrcv
   120 long ru_nsignals
   128 long ru_nvcsw
   136 long ru_nivcsw`,
);

export const UTSNAME = layout(
  'utsname',
  390,
  1,
  ['sysname', 'nodename', 'release', 'version', 'machine', '__domainname']
    .map((name, i) => `${65 * i} char ${name}[65]`)
    .join('\n'),
);

export const FLOCK = layout(
  'flock',
  32,
  8,
  `0 short int l_type
   2 short int l_whence
   8 off_t l_start
   16 off_t l_len
   24 pid_t l_pid`,
);

export const UCRED = layout('ucred', 12, 4, '0 pid_t pid\n4 uid_t uid\n8 gid_t gid');

export const STAT = layout(
  'stat',
  144,
  8,
  `0 dev_t st_dev
   8 ino_t st_ino
   16 nlink_t st_nlink
   24 mode_t st_mode
   28 uid_t st_uid
   32 gid_t st_gid
   40 dev_t st_rdev
   48 off_t st_size
   56 blksize_t st_blksize
   64 blkcnt_t st_blocks
   72 struct timespec st_atim
   88 struct timespec st_mtim
   104 struct timespec st_ctim`,
);

/** The kernel's sigaction and glibc's differ in order; this is the one C programs see. */
export const SIGACTION = layout(
  'sigaction',
  152,
  8,
  `0 __sighandler_t sa_handler
   8 sigset_t sa_mask
   136 int sa_flags
   144 __restorer_t sa_restorer`,
);

/** What rt_sigaction(2) takes: the mask last, and eight bytes long. */
export const KERNEL_SIGACTION = layout(
  'kernel_sigaction',
  32,
  8,
  `0 __sighandler_t handler
   8 unsigned long flags
   16 __restorer_t restorer
   24 unsigned long mask`,
);

/** What clone3(2) takes, as of Linux 5.7; each field is a `__aligned_u64`. */
export const CLONE_ARGS = layout(
  'clone_args',
  88,
  8,
  `0 __u64 flags
   8 __u64 pidfd
   16 __u64 child_tid
   24 __u64 parent_tid
   32 __u64 exit_signal
   40 __u64 stack
   48 __u64 stack_size
   56 __u64 tls
   64 __u64 set_tid
   72 __u64 set_tid_size
   80 __u64 cgroup`,
);

/** The part of TCP_INFO that was there from the start; times in microseconds, `last` in ms. */
export const TCP_INFO_LAYOUT = layout(
  'tcp_info',
  104,
  4,
  `0 uint8_t tcpi_state
   1 uint8_t tcpi_ca_state
   2 uint8_t tcpi_retransmits
   3 uint8_t tcpi_probes
   4 uint8_t tcpi_backoff
   5 uint8_t tcpi_options
   6 uint8_t tcpi_snd_wscale : 4, tcpi_rcv_wscale : 4
   8 uint32_t tcpi_rto
   12 uint32_t tcpi_ato
   16 uint32_t tcpi_snd_mss
   20 uint32_t tcpi_rcv_mss
   24 uint32_t tcpi_unacked
   28 uint32_t tcpi_sacked
   32 uint32_t tcpi_lost
   36 uint32_t tcpi_retrans
   40 uint32_t tcpi_fackets
   44 uint32_t tcpi_last_data_sent
   48 uint32_t tcpi_last_ack_sent
   52 uint32_t tcpi_last_data_recv
   56 uint32_t tcpi_last_ack_recv
   60 uint32_t tcpi_pmtu
   64 uint32_t tcpi_rcv_ssthresh
   68 uint32_t tcpi_rtt
   72 uint32_t tcpi_rttvar
   76 uint32_t tcpi_snd_ssthresh
   80 uint32_t tcpi_snd_cwnd
   84 uint32_t tcpi_advmss
   88 uint32_t tcpi_reordering
   92 uint32_t tcpi_rcv_rtt
   96 uint32_t tcpi_rcv_space
   100 uint32_t tcpi_total_retrans`,
);

export const ADDRINFO = layout(
  'addrinfo',
  48,
  8,
  `0 int ai_flags
   4 int ai_family
   8 int ai_socktype
   12 int ai_protocol
   16 socklen_t ai_addrlen
   24 struct sockaddr *ai_addr
   32 char *ai_canonname
   40 struct addrinfo *ai_next`,
);

export const HOSTENT = layout(
  'hostent',
  32,
  8,
  `0 char *h_name
   8 char **h_aliases
   16 int h_addrtype
   20 int h_length
   24 char **h_addr_list`,
);

export const WINSIZE = layout(
  'winsize',
  8,
  2,
  `0 unsigned short int ws_row
   2 unsigned short int ws_col
   4 unsigned short int ws_xpixel
   6 unsigned short int ws_ypixel`,
);

export const STRUCTS: readonly Layout[] = [
  SOCKADDR,
  IN_ADDR,
  SOCKADDR_IN,
  SOCKADDR_UN,
  SOCKADDR_STORAGE,
  IN6_ADDR,
  SOCKADDR_IN6,
  POLLFD,
  EPOLL_EVENT,
  TIMEVAL,
  TIMESPEC,
  LINGER,
  IOVEC,
  MSGHDR,
  RLIMIT,
  RUSAGE,
  ITIMERVAL,
  FLOCK,
  UTSNAME,
  UCRED,
  STAT,
  SIGACTION,
  KERNEL_SIGACTION,
  CLONE_ARGS,
  TCP_INFO_LAYOUT,
  ADDRINFO,
  HOSTENT,
  WINSIZE,
];
