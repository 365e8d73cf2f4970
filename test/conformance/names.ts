// Every system call, flag, option and mechanism that the model promises, and where it is compared with Linux.
//
// One idea: a promise without a comparison is none. A row names what is promised, then the files that compare it:
// `*.c` of this folder runs here and under gcc, a program of content/programs or of `traced` under the real
// strace too, `*.pkt` of test/packet against a real kernel's TCP. Where the file says it with another word
// than the promise, that stands behind `as`.

export const NAMES = `
# Calls on sockets
socket: socket-arguments.c
bind: socket-arguments.c
listen: backlog.c
accept: accept.c
accept4: edges.c
connect: connect.c
read: closing.c
write: closing.c
readv: edges.c vectors.pkt
writev: edges.c vectors.pkt
send: message-flags.c
recv: message-flags.c
sendto: lengths.c
recvfrom: udp.c
sendmsg: passing.c
recvmsg: message-flags.c
sendmmsg: messages.c
recvmmsg: messages.c
MSG_PEEK: message-flags.c
MSG_DONTWAIT: message-flags.c
MSG_WAITALL: message-flags.c
MSG_NOSIGNAL: message-flags.c
MSG_TRUNC: message-flags.c
MSG_MORE: message-flags.c msg-more.pkt
MSG_CTRUNC: message-flags.c
MSG_ERRQUEUE: udp-errors.c
MSG_OOB: urgent.c
shutdown: closing.c half-close.pkt
close: closing.c
getsockname: socket-arguments.c
getpeername: socket-arguments.c
getsockopt: option-lengths.c
setsockopt: option-lengths.c
socketpair: unix.c

# Descriptors
dup: descriptors.c
dup2: descriptors.c
dup3: edges.c
close_range: pidfd.c
kcmp: pidfd.c
fcntl: descriptors.c
F_DUPFD: descriptors.c
F_SETFL: async.c
F_SETLK: locks.c
F_OFD_SETLK: whole-locks.c
F_SETOWN: async.c
F_SETSIG: async.c
F_SETPIPE_SZ: pipes.c
flock: locks.c
ioctl: async.c
FIONREAD: pipes.c
FIONBIO: async.c
FIOASYNC: async.c
FIOCLEX: async.c
SIOCOUTQ: edges.c queue-lengths.pkt
SIOCOUTQNSD: edges.c
SIOCINQ: edges.c
SIOCATMARK: urgent.c
pipe: pipes.c
pipe2: edges.c
O_DIRECT: pipe-pages.c
getrlimit: limits.c
setrlimit: limits.c
EMFILE: edges.c as full

# Options
SO_REUSEADDR: option-values.c
SO_REUSEPORT: option-values.c
SO_ERROR: edges.c connect-nonblocking.pkt
SO_TYPE: option-values.c
SO_PROTOCOL: option-values.c
SO_ACCEPTCONN: option-values.c
SO_RCVBUF: option-values.c autotune.pkt
SO_SNDBUF: option-values.c
SO_RCVLOWAT: option-values.c
SO_RCVTIMEO: time-limits.c
SO_SNDTIMEO: time-limits.c
SO_LINGER: closing.c linger-timeout.pkt
SO_KEEPALIVE: option-values.c keepalive.pkt
TCP_KEEPIDLE: option-values.c keepalive.pkt
TCP_KEEPINTVL: option-values.c keepalive.pkt
TCP_KEEPCNT: option-values.c keepalive.pkt
TCP_NODELAY: option-values.c nodelay-small.pkt
TCP_CORK: option-values.c cork.pkt
TCP_QUICKACK: option-values.c quickack.pkt
TCP_MAXSEG: option-values.c maxseg.pkt
TCP_DEFER_ACCEPT: option-values.c defer-accept.pkt
TCP_USER_TIMEOUT: option-values.c user-timeout.pkt
TCP_SYNCNT: option-values.c syncnt.pkt
TCP_LINGER2: option-values.c linger2.pkt
TCP_WINDOW_CLAMP: option-values.c
TCP_INFO: closing.c
TCP_NOTSENT_LOWAT: option-values.c notsent-lowat.pkt
TCP_CONGESTION: option-lengths.c
IPV6_V6ONLY: inet6.c
IP_MTU: icmp-path-mtu.pkt udp-path-mtu.pkt
IP_MTU_DISCOVER: udp-sizes.c udp-path-mtu.pkt
IP_RECVERR: udp-errors.c udp-sizes.c
IPV6_MTU_DISCOVER: udp-sizes.c ipv6-udp-path-mtu.pkt
IPV6_MTU: udp-sizes.c ipv6-udp-path-mtu.pkt
IPV6_RECVERR: udp-errors.c
IP_TTL: asked-headers.c
IP_TOS: asked-headers.c
IP_PKTINFO: asked-headers.c
IP_RECVTTL: asked-headers.c
IP_RECVTOS: asked-headers.c
IPV6_PKTINFO: asked-headers.c
IPV6_HOPLIMIT: asked-headers.c
IPV6_TCLASS: asked-headers.c
IPV6_RECVPKTINFO: asked-headers.c
IPV6_RECVHOPLIMIT: asked-headers.c
IPV6_RECVTCLASS: asked-headers.c
IPV6_DONTFRAG: dont-cut.c
IPV6_RECVPATHMTU: dont-cut.c
IPV6_PATHMTU: dont-cut.c
IP_ADD_MEMBERSHIP: groups.c
IP_DROP_MEMBERSHIP: groups.c
IP_ADD_SOURCE_MEMBERSHIP: groups.c
IP_DROP_SOURCE_MEMBERSHIP: groups.c
IP_BLOCK_SOURCE: groups.c
IP_UNBLOCK_SOURCE: groups.c
MCAST_JOIN_GROUP: groups.c
MCAST_LEAVE_GROUP: groups.c
MCAST_JOIN_SOURCE_GROUP: groups.c
MCAST_LEAVE_SOURCE_GROUP: groups.c
MCAST_BLOCK_SOURCE: groups.c
MCAST_UNBLOCK_SOURCE: groups.c
IP_MULTICAST_IF: groups.c
IP_MULTICAST_TTL: groups.c
IP_MULTICAST_LOOP: groups.c
IP_UNICAST_IF: groups.c
IPV6_JOIN_GROUP: groups.c
IPV6_LEAVE_GROUP: groups.c
IPV6_MULTICAST_IF: groups.c
IPV6_MULTICAST_HOPS: groups.c
IPV6_MULTICAST_LOOP: groups.c
SO_BROADCAST: groups.c
SO_PEEK_OFF: peek-offset.c
SO_INQ: beside-streams.c
UDP_CORK: udp-segments.c
UDP_SEGMENT: udp-segments.c
UDP_GRO: udp-segments.c

# Waiting
poll: events.c
ppoll: masks.c
select: waiting.c
pselect: masks.c
epoll_create1: events.c
epoll_ctl: events.c
epoll_wait: events.c
epoll_pwait: epoll-waits.c
epoll_pwait2: epoll-waits.c
EPOLLET: waiting.c epoll-edge.pkt
EPOLLONESHOT: events.c
EPOLLEXCLUSIVE: epoll-waits.c
eventfd: epoll-waits.c
EFD_SEMAPHORE: epoll-waits.c
timerfd_create: epoll-waits.c
timerfd_settime: epoll-waits.c
timerfd_gettime: epoll-waits.c
signalfd: handlers.c

# Moving
sendfile: moving.c
splice: moving.c pipes.c
tee: pipes.c
vmsplice: pipes.c
MSG_ZEROCOPY: moving.c

# Processes and threads
fork: processes.c
vfork: exec.c
execve: exec.c
wait4: edges.c
inotify_init1: inotify.c
inotify_add_watch: inotify.c
inotify_rm_watch: inotify.c
IN_ONESHOT: inotify.c
IN_MASK_ADD: inotify.c
IN_MASK_CREATE: inotify.c
IN_ONLYDIR: inotify.c
mq_open: mqueue.c
mq_unlink: mqueue.c
mq_timedsend: mqueue.c
mq_timedreceive: mqueue.c
mq_notify: mqueue.c
mq_getsetattr: mqueue.c as mq_getattr
getdents: files-more.c
renameat2: files-more.c
RENAME_EXCHANGE: files-more.c
RLIMIT_FSIZE: files-more.c
msgget: sysv.c
msgsnd: sysv.c
msgrcv: sysv.c
msgctl: sysv.c
MSG_COPY: sysv.c
IPC_INFO: sysv.c
semget: sysv.c
semop: sysv.c
semtimedop: sysv.c
semctl: sysv.c
SEM_UNDO: sysv.c
shmget: sysv.c
shmat: sysv.c
shmdt: sysv.c
shmctl: sysv.c
waitid: pidfd.c
pidfd_open: pidfd.c
pidfd_send_signal: pidfd.c
P_PIDFD: pidfd.c
clone: futex.c as pthread_create
futex: futex.c
sem_open: futex.c

# Signals
kill: handlers.c
tgkill: handlers.c
sigaction: handlers.c
sigaltstack: handlers.c
sigqueue: handlers.c
sigprocmask: masks.c
EINTR: handlers.c as interrupted
SA_RESTART: handlers.c
SA_SIGINFO: handlers.c
SA_NODEFER: handlers.c
SA_RESETHAND: handlers.c

# Time
nanosleep: handlers.c
clock_nanosleep: handlers.c
clock_gettime: epoll-waits.c
setitimer: handlers.c

# io_uring
io_uring_setup: io-uring.c
io_uring_enter: io-uring.c
io_uring_register: io-uring.c
IORING_OP_ACCEPT: io-uring.c
IORING_OP_RECV: io-uring.c
IORING_OP_SEND: io-uring.c
IORING_OP_SENDMSG_ZC: io-uring.c
IORING_RECV_MULTISHOT: io-uring-buffers.c
IORING_REGISTER_PBUF_RING: io-uring-buffers.c
IORING_OP_PROVIDE_BUFFERS: io-uring-buffers.c
io_uring_queue_init: liburing.c
io_uring_submit_and_wait_timeout: liburing.c
IORING_SETUP_SQPOLL: io-uring-buffers.c
IORING_SQ_NEED_WAKEUP: io-uring-buffers.c

# Families
AF_INET: socket-arguments.c
AF_INET6: inet6.c
AF_UNIX: unix.c
SOCK_STREAM: unix.c
SOCK_DGRAM: unix.c
SOCK_SEQPACKET: unix.c
SCM_RIGHTS: passing.c
SCM_CREDENTIALS: edges.c
ECONNREFUSED: udp-errors.c as MSG_ERRQUEUE
`;
