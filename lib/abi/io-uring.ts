// io_uring's numbers: opcodes, flags, and where things lie in the pages that it shares with a program.
//
// Units: bytes, from the start of a struct.
// Source: Linux include/uapi/linux/io_uring.h as of 6.18; names as Debian 12's header and strace 6.1
// know them.

/** Opcodes by number: enum io_uring_op. */
export const RING_OPS = `NOP READV WRITEV FSYNC READ_FIXED WRITE_FIXED POLL_ADD POLL_REMOVE
  SYNC_FILE_RANGE SENDMSG RECVMSG TIMEOUT TIMEOUT_REMOVE ACCEPT ASYNC_CANCEL LINK_TIMEOUT CONNECT
  FALLOCATE OPENAT CLOSE FILES_UPDATE STATX READ WRITE FADVISE MADVISE SEND RECV OPENAT2 EPOLL_CTL
  SPLICE PROVIDE_BUFFERS REMOVE_BUFFERS TEE SHUTDOWN RENAMEAT UNLINKAT MKDIRAT SYMLINKAT LINKAT
  MSG_RING FSETXATTR SETXATTR FGETXATTR GETXATTR SOCKET URING_CMD SEND_ZC SENDMSG_ZC`.split(/\s+/);

/** The names of flags and commands, as headers define them and strace prints them. */
// biome-ignore format: one name a line would hide which names belong together.
export const RING_GROUPS = {
  ringsetup: {
    IORING_SETUP_IOPOLL: 1, IORING_SETUP_SQPOLL: 2, IORING_SETUP_SQ_AFF: 4, IORING_SETUP_CQSIZE: 8,
    IORING_SETUP_CLAMP: 16, IORING_SETUP_ATTACH_WQ: 32, IORING_SETUP_R_DISABLED: 64,
    IORING_SETUP_SUBMIT_ALL: 128, IORING_SETUP_COOP_TASKRUN: 256, IORING_SETUP_TASKRUN_FLAG: 512,
    IORING_SETUP_SQE128: 1024, IORING_SETUP_CQE32: 2048, IORING_SETUP_SINGLE_ISSUER: 4096,
    IORING_SETUP_DEFER_TASKRUN: 8192,
  },
  ringfeature: {
    IORING_FEAT_SINGLE_MMAP: 1, IORING_FEAT_NODROP: 2, IORING_FEAT_SUBMIT_STABLE: 4,
    IORING_FEAT_RW_CUR_POS: 8, IORING_FEAT_CUR_PERSONALITY: 16, IORING_FEAT_FAST_POLL: 32,
    IORING_FEAT_POLL_32BITS: 64, IORING_FEAT_SQPOLL_NONFIXED: 128, IORING_FEAT_EXT_ARG: 256,
    IORING_FEAT_NATIVE_WORKERS: 512, IORING_FEAT_RSRC_TAGS: 1024, IORING_FEAT_CQE_SKIP: 2048,
    IORING_FEAT_LINKED_FILE: 4096,
  },
  ringenter: {
    IORING_ENTER_GETEVENTS: 1, IORING_ENTER_SQ_WAKEUP: 2, IORING_ENTER_SQ_WAIT: 4,
    IORING_ENTER_EXT_ARG: 8, IORING_ENTER_REGISTERED_RING: 16,
  },
  ringregister: {
    IORING_REGISTER_BUFFERS: 0, IORING_UNREGISTER_BUFFERS: 1, IORING_REGISTER_FILES: 2,
    IORING_UNREGISTER_FILES: 3, IORING_REGISTER_EVENTFD: 4, IORING_UNREGISTER_EVENTFD: 5,
    IORING_REGISTER_FILES_UPDATE: 6, IORING_REGISTER_EVENTFD_ASYNC: 7, IORING_REGISTER_PROBE: 8,
    IORING_REGISTER_PERSONALITY: 9, IORING_UNREGISTER_PERSONALITY: 10,
    IORING_REGISTER_RESTRICTIONS: 11, IORING_REGISTER_ENABLE_RINGS: 12, IORING_REGISTER_PBUF_RING: 22,
    IORING_UNREGISTER_PBUF_RING: 23,
  },
} as const;

/** Flags that only the header names. */
// biome-ignore format: as above.
export const RING_CONSTANTS = {
  IOSQE_FIXED_FILE: 1, IOSQE_IO_DRAIN: 2, IOSQE_IO_LINK: 4, IOSQE_IO_HARDLINK: 8, IOSQE_ASYNC: 16,
  IOSQE_BUFFER_SELECT: 32, IOSQE_CQE_SKIP_SUCCESS: 64,
  IORING_CQE_BUFFER_SHIFT: 16, IORING_CQE_F_BUFFER: 1, IORING_CQE_F_MORE: 2, IORING_CQE_F_SOCK_NONEMPTY: 4,
  IORING_CQE_F_NOTIF: 8, IORING_SQ_NEED_WAKEUP: 1, IORING_SQ_CQ_OVERFLOW: 2, IORING_SQ_TASKRUN: 4,
  IORING_CQ_EVENTFD_DISABLED: 1, IORING_FSYNC_DATASYNC: 1,
  IORING_TIMEOUT_ABS: 1, IORING_TIMEOUT_UPDATE: 2, IORING_TIMEOUT_BOOTTIME: 4,
  IORING_TIMEOUT_REALTIME: 8, IORING_LINK_TIMEOUT_UPDATE: 16, IORING_TIMEOUT_ETIME_SUCCESS: 32,
  IORING_TIMEOUT_MULTISHOT: 64,
  IORING_POLL_ADD_MULTI: 1, IORING_POLL_UPDATE_EVENTS: 2, IORING_POLL_UPDATE_USER_DATA: 4,
  IORING_POLL_ADD_LEVEL: 8,
  IORING_ASYNC_CANCEL_ALL: 1, IORING_ASYNC_CANCEL_FD: 2, IORING_ASYNC_CANCEL_ANY: 4,
  IORING_ASYNC_CANCEL_FD_FIXED: 8, IORING_ASYNC_CANCEL_USERDATA: 16, IORING_ASYNC_CANCEL_OP: 32,
  IORING_RECVSEND_POLL_FIRST: 1, IORING_RECV_MULTISHOT: 2, IORING_RECVSEND_FIXED_BUF: 4,
  IORING_SEND_ZC_REPORT_USAGE: 8, IORING_ACCEPT_MULTISHOT: 1, IORING_ACCEPT_DONTWAIT: 2,
  IORING_ACCEPT_POLL_FIRST: 4, IO_URING_OP_SUPPORTED: 1,
} as const;

/** Where mmap(2) finds the parts of a ring. */
export const IORING_OFF_SQ_RING = 0;
export const IORING_OFF_CQ_RING = 0x8000000;
export const IORING_OFF_SQES = 0x10000000;
export const IORING_OFF_MASK = 0xf8000000;

/** What 6.18 says that it can do, the features that strace 6.1 has no names for among them. */
export const RING_FEATURES = 0x3ffff;
/** Since 6.6: SQEs are taken in their own order. */
export const SETUP_NO_SQARRAY = 0x10000;
export const NOTIF_USAGE_ZC_COPIED = 0x80000000;
export const MAX_SQ_ENTRIES = 32_768;
export const MAX_CQ_ENTRIES = 65_536;

export const SQE_BYTES = 64;
export const CQE_BYTES = 16;

/** struct io_rings: the words that both sides move, and where the CQEs begin. */
export const RINGS = {
  sqHead: 0,
  sqTail: 4,
  cqHead: 8,
  cqTail: 12,
  sqMask: 16,
  cqMask: 20,
  sqEntries: 24,
  cqEntries: 28,
  sqDropped: 32,
  sqFlags: 36,
  cqFlags: 40,
  cqOverflow: 44,
  cqes: 64,
} as const;

/** struct io_uring_params: three words, a gap, and two tables of offsets into struct io_rings. */
export const PARAMS = {
  size: 120,
  sqEntries: 0,
  cqEntries: 4,
  flags: 8,
  sqThreadCpu: 12,
  sqThreadIdle: 16,
  features: 20,
  wqFd: 24,
  reserved: 28,
  sqOff: 40,
  cqOff: 80,
} as const;

/** The order of struct io_sqring_offsets and struct io_cqring_offsets; `array` depends on the ring. */
export const SQ_OFFSETS = [
  ...[RINGS.sqHead, RINGS.sqTail, RINGS.sqMask, RINGS.sqEntries, RINGS.sqFlags, RINGS.sqDropped],
];
export const CQ_OFFSETS = [
  ...[RINGS.cqHead, RINGS.cqTail, RINGS.cqMask, RINGS.cqEntries, RINGS.cqOverflow, RINGS.cqes],
  RINGS.cqFlags,
];
