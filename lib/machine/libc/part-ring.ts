// <linux/io_uring.h>: a ring's structs and numbers, for programs that make the three calls themselves, with
// syscall(2), and for <liburing.h> (part-uring.ts).
//
// Source: Linux include/uapi/linux/io_uring.h, as of 6.1 (Debian 12's header).

import { RING_CONSTANTS, RING_OPS } from '../../abi/io-uring.ts';
import type { LibraryPart } from './parts.ts';

const OPS = RING_OPS.map((name) => `    IORING_OP_${name},`).join('\n');
const FLAGS = Object.entries(RING_CONSTANTS)
  .map(([name, value]) => `#define ${name} ${value}U`)
  .join('\n');

/** The names that one word of an SQE has, by what the operation is. */
const FLAG_WORDS = `rw_flags fsync_flags poll32_events sync_range_flags msg_flags timeout_flags
  accept_flags cancel_flags open_flags statx_flags fadvise_advice splice_flags rename_flags
  unlink_flags hardlink_flags xattr_flags msg_ring_flags`
  .split(/\s+/)
  .map((name) => `        __u32 ${name};`)
  .join('\n');

const TEXT = `struct io_uring_sqe {
    __u8 opcode;
    __u8 flags;
    __u16 ioprio;
    __s32 fd;
    union {
        __u64 off;
        __u64 addr2;
        struct { __u32 cmd_op, __pad1; };
    };
    union {
        __u64 addr;
        __u64 splice_off_in;
    };
    __u32 len;
    union {
${FLAG_WORDS}
        __u16 poll_events;
    };
    __u64 user_data;
    union {
        __u16 buf_index;
        __u16 buf_group;
    };
    __u16 personality;
    union {
        __s32 splice_fd_in;
        __u32 file_index;
        struct { __u16 addr_len, __pad3[1]; };
    };
    __u64 addr3;
    __u64 __pad2[1];
};
struct io_uring_cqe {
    __u64 user_data;
    __s32 res;
    __u32 flags;
    __u64 big_cqe[];
};
struct io_sqring_offsets {
    __u32 head, tail, ring_mask, ring_entries, flags, dropped, array, resv1;
    __u64 resv2;
};
struct io_cqring_offsets {
    __u32 head, tail, ring_mask, ring_entries, overflow, cqes, flags, resv1;
    __u64 resv2;
};
struct io_uring_params {
    __u32 sq_entries, cq_entries, flags, sq_thread_cpu, sq_thread_idle, features, wq_fd, resv[3];
    struct io_sqring_offsets sq_off;
    struct io_cqring_offsets cq_off;
};
struct io_uring_files_update { __u32 offset, resv; __u64 fds; };
struct io_uring_probe_op { __u8 op, resv; __u16 flags; __u32 resv2; };
struct io_uring_probe {
    __u8 last_op, ops_len;
    __u16 resv;
    __u32 resv2[3];
    struct io_uring_probe_op ops[];
};
struct io_uring_buf { __u64 addr; __u32 len; __u16 bid, resv; };
struct io_uring_buf_ring {
    union {
        struct { __u64 resv1; __u32 resv2; __u16 resv3, tail; };
        struct { struct {} __empty; struct io_uring_buf bufs[]; };
    };
};
struct io_uring_recvmsg_out { __u32 namelen, controllen, payloadlen, flags; };
struct io_uring_buf_reg { __u64 ring_addr; __u32 ring_entries; __u16 bgid, pad; __u64 resv[3]; };
struct io_uring_getevents_arg { __u64 sigmask; __u32 sigmask_sz, pad; __u64 ts; };
enum io_uring_op {
${OPS}
    IORING_OP_LAST,
};
#define IORING_OFF_SQ_RING 0ULL
#define IORING_OFF_CQ_RING 0x8000000ULL
#define IORING_OFF_SQES 0x10000000ULL
#define IORING_REGISTER_FILES_SKIP (-2)
${FLAGS}`;

export const RING_PART: LibraryPart = {
  headers: [
    {
      name: 'linux/types.h',
      includes: ['stdint.h'],
      text: `typedef int8_t __s8;
typedef uint8_t __u8;
typedef int16_t __s16;
typedef uint16_t __u16;
typedef int32_t __s32;
typedef uint32_t __u32;
typedef long long __s64;
typedef unsigned long long __u64;`,
    },
    {
      name: 'linux/time_types.h',
      includes: ['linux/types.h'],
      text: 'struct __kernel_timespec { long long tv_sec, tv_nsec; };',
    },
    {
      name: 'linux/io_uring.h',
      includes: ['linux/types.h', 'linux/time_types.h'],
      groups: ['ringsetup', 'ringfeature', 'ringenter', 'ringregister'],
      text: TEXT,
    },
  ],
};
