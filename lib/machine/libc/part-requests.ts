// <linux/ioctl.h>, <sys/ttydefaults.h>: how requests of ioctl(2) are numbered, and what a terminal begins with.
// <linux/if_tun.h>, <linux/net_tstamp.h>, <linux/vm_sockets.h>, <asm/byteorder.h>: what programs for Linux include.
//
// Source: Linux uapi headers of those names; glibc 2.36 sys/ttydefaults.h.
// Departs: there is no /dev/net/tun, no clock of a network card and no AF_VSOCK behind them.

import { defines } from '../../abi/defines.ts';
import type { LibraryPart } from './parts.ts';

const IOCTL = `${defines(`_IOC_NRBITS=8 _IOC_TYPEBITS=8 _IOC_SIZEBITS=14 _IOC_DIRBITS=2
  _IOC_NRMASK=0xff _IOC_TYPEMASK=0xff _IOC_SIZEMASK=0x3fff _IOC_DIRMASK=3
  _IOC_NRSHIFT=0 _IOC_TYPESHIFT=8 _IOC_SIZESHIFT=16 _IOC_DIRSHIFT=30
  _IOC_NONE=0U _IOC_WRITE=1U _IOC_READ=2U
  IOC_IN=0x40000000U IOC_OUT=0x80000000U IOC_INOUT=0xc0000000U IOCSIZE_MASK=0x3fff0000 IOCSIZE_SHIFT=16`)}
#define _IOC(dir, type, nr, size) (((dir) << 30) | ((type) << 8) | (nr) | ((size) << 16))
#define _IOC_TYPECHECK(t) (sizeof(t))
#define _IO(type, nr) _IOC(_IOC_NONE, (type), (nr), 0)
#define _IOR(type, nr, size) _IOC(_IOC_READ, (type), (nr), (_IOC_TYPECHECK(size)))
#define _IOW(type, nr, size) _IOC(_IOC_WRITE, (type), (nr), (_IOC_TYPECHECK(size)))
#define _IOWR(type, nr, size) _IOC(_IOC_READ | _IOC_WRITE, (type), (nr), (_IOC_TYPECHECK(size)))
#define _IOC_DIR(nr) (((nr) >> 30) & 3)
#define _IOC_TYPE(nr) (((nr) >> 8) & 0xff)
#define _IOC_NR(nr) ((nr) & 0xff)
#define _IOC_SIZE(nr) (((nr) >> 16) & 0x3fff)`;

const TTY_DEFAULTS = `#define TTYDEF_IFLAG (BRKINT | ISTRIP | ICRNL | IMAXBEL | IXON | IXANY)
#define TTYDEF_OFLAG (OPOST | ONLCR | XTABS)
#define TTYDEF_LFLAG (ECHO | ICANON | ISIG | IEXTEN | ECHOE | ECHOKE | ECHOCTL)
#define TTYDEF_CFLAG (CREAD | CS7 | PARENB | HUPCL)
#define TTYDEF_SPEED (B9600)
#define CTRL(x) (x & 037)
${defines(`CEOF=4 CEOL='\\0' CERASE=0177 CINTR=3 CSTATUS='\\0' CKILL=21 CMIN=1 CQUIT=034 CSUSP=26 CTIME=0 CDSUSP=25
  CSTART=17 CSTOP=19 CLNEXT=22 CDISCARD=15 CWERASE=23 CREPRINT=18 CEOT=CEOF CBRK=CEOL CRPRNT=CREPRINT
  CFLUSH=CDISCARD`)}`;

const TUN = `struct tun_pi { uint16_t flags, proto; };
${defines(`TUN_READQ_SIZE=500 TUN_TUN_DEV=1 TUN_TAP_DEV=2 TUN_TYPE_MASK=15 TUN_PKT_STRIP=1
  IFF_TUN=0x0001 IFF_TAP=0x0002 IFF_NAPI=0x0010 IFF_NAPI_FRAGS=0x0020 IFF_MULTI_QUEUE=0x0100
  IFF_ATTACH_QUEUE=0x0200 IFF_DETACH_QUEUE=0x0400 IFF_PERSIST=0x0800 IFF_NO_PI=0x1000 IFF_ONE_QUEUE=0x2000
  IFF_VNET_HDR=0x4000 IFF_TUN_EXCL=0x8000 IFF_NOFILTER=0x1000
  TUN_F_CSUM=0x01 TUN_F_TSO4=0x02 TUN_F_TSO6=0x04 TUN_F_TSO_ECN=0x08 TUN_F_UFO=0x10
  TUNSETNOCSUM=_IOW('T',200,int) TUNSETDEBUG=_IOW('T',201,int) TUNSETIFF=_IOW('T',202,int)
  TUNSETPERSIST=_IOW('T',203,int) TUNSETOWNER=_IOW('T',204,int) TUNSETLINK=_IOW('T',205,int)
  TUNSETGROUP=_IOW('T',206,int) TUNGETFEATURES=_IOR('T',207,unsigned) TUNSETOFFLOAD=_IOW('T',208,unsigned)
  TUNSETTXFILTER=_IOW('T',209,unsigned) TUNGETIFF=_IOR('T',210,unsigned) TUNGETSNDBUF=_IOR('T',211,int)
  TUNSETSNDBUF=_IOW('T',212,int) TUNGETVNETHDRSZ=_IOR('T',215,int) TUNSETVNETHDRSZ=_IOW('T',216,int)
  TUNSETQUEUE=_IOW('T',217,int)`)}`;

/** The flags of SO_TIMESTAMPING in their order. */
const STAMPS = [
  ...['TX_HARDWARE', 'TX_SOFTWARE', 'RX_HARDWARE', 'RX_SOFTWARE', 'SOFTWARE', 'SYS_HARDWARE'],
  ...['RAW_HARDWARE', 'OPT_ID', 'TX_SCHED', 'TX_ACK', 'OPT_CMSG', 'OPT_TSONLY', 'OPT_STATS'],
  ...['OPT_PKTINFO', 'OPT_TX_SWHW', 'BIND_PHC'],
];

const STAMPING = `enum {
${STAMPS.map((name, bit) => `    SOF_TIMESTAMPING_${name} = 1 << ${bit},`).join('\n')}
};
struct hwtstamp_config { int flags, tx_type, rx_filter; };
enum hwtstamp_tx_types { HWTSTAMP_TX_OFF, HWTSTAMP_TX_ON, HWTSTAMP_TX_ONESTEP_SYNC, HWTSTAMP_TX_ONESTEP_P2P };
enum hwtstamp_rx_filters { HWTSTAMP_FILTER_NONE, HWTSTAMP_FILTER_ALL, HWTSTAMP_FILTER_SOME };`;

const VSOCK = `struct sockaddr_vm {
    sa_family_t svm_family;
    unsigned short svm_reserved1;
    unsigned int svm_port, svm_cid;
    uint8_t svm_flags;
    unsigned char svm_zero[3];
};
${defines(`VMADDR_CID_ANY=(-1U) VMADDR_PORT_ANY=(-1U) VMADDR_CID_HYPERVISOR=0 VMADDR_CID_LOCAL=1 VMADDR_CID_HOST=2
  SO_VM_SOCKETS_BUFFER_SIZE=0 SO_VM_SOCKETS_BUFFER_MIN_SIZE=1 SO_VM_SOCKETS_BUFFER_MAX_SIZE=2
  IOCTL_VM_SOCKETS_GET_LOCAL_CID=_IO(7,0xb9)`)}`;

const swaps = [16, 32, 64]
  .flatMap((bits) => [
    `#define __cpu_to_be${bits}(x) htobe${bits}(x)`,
    `#define __be${bits}_to_cpu(x) be${bits}toh(x)`,
    `#define __cpu_to_le${bits}(x) htole${bits}(x)`,
    `#define __le${bits}_to_cpu(x) le${bits}toh(x)`,
  ])
  .join('\n');

export const REQUESTS_PART: LibraryPart = {
  headers: [
    { name: 'linux/ioctl.h', text: IOCTL },
    { name: 'sys/ttydefaults.h', text: TTY_DEFAULTS },
    {
      name: 'linux/if_tun.h',
      includes: ['stdint.h', 'linux/if_ether.h', 'linux/ioctl.h'],
      text: TUN,
    },
    { name: 'linux/net_tstamp.h', includes: ['linux/types.h', 'sys/socket.h'], text: STAMPING },
    {
      name: 'linux/vm_sockets.h',
      includes: ['stdint.h', 'sys/socket.h', 'linux/ioctl.h'],
      text: VSOCK,
    },
    {
      name: 'asm/byteorder.h',
      includes: ['endian.h', 'linux/types.h'],
      text: swaps,
    },
  ],
};
