// Structs of calls that few programs make: statx(2), sysinfo(2), statfs(2).
//
// Units and source as in structs.ts; test/unit/abi compares with offsetof().

import { type Layout, layout } from './layout.ts';
import { structText } from './structs.ts';

/** Times are a second, its nanoseconds and four unused bytes each. */
export const STATX_LAYOUT: Layout = layout(
  'statx',
  256,
  8,
  `0 uint32_t stx_mask
   4 uint32_t stx_blksize
   8 uint64_t stx_attributes
   16 uint32_t stx_nlink
   20 uint32_t stx_uid
   24 uint32_t stx_gid
   28 uint16_t stx_mode
   32 uint64_t stx_ino
   40 uint64_t stx_size
   48 uint64_t stx_blocks
   56 uint64_t stx_attributes_mask
   64 struct statx_timestamp stx_atime
   80 struct statx_timestamp stx_btime
   96 struct statx_timestamp stx_ctime
   112 struct statx_timestamp stx_mtime
   128 uint32_t stx_rdev_major
   132 uint32_t stx_rdev_minor
   136 uint32_t stx_dev_major
   140 uint32_t stx_dev_minor
   144 uint64_t stx_mnt_id`,
);

export const STATX = structText(STATX_LAYOUT);

export const SYSINFO: Layout = layout(
  'sysinfo',
  112,
  8,
  `0 long uptime
   8 unsigned long loads[3]
   32 unsigned long totalram
   40 unsigned long freeram
   48 unsigned long sharedram
   56 unsigned long bufferram
   64 unsigned long totalswap
   72 unsigned long freeswap
   80 unsigned short int procs
   82 unsigned short int pad
   88 unsigned long totalhigh
   96 unsigned long freehigh
   104 unsigned int mem_unit`,
);

export const STATFS: Layout = layout(
  'statfs',
  120,
  8,
  `0 long f_type
   8 long f_bsize
   16 fsblkcnt_t f_blocks
   24 fsblkcnt_t f_bfree
   32 fsblkcnt_t f_bavail
   40 fsfilcnt_t f_files
   48 fsfilcnt_t f_ffree
   56 fsid_t f_fsid
   64 long f_namelen
   72 long f_frsize
   80 long f_flags
   88 long f_spare[4]`,
);
