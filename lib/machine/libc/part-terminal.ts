// <termios.h>, and <netinet/ip.h> with a packet's fields.
//
// Source: glibc 2.36 headers on x86-64; RFC 791 for the fields.
// Departs: the terminal's settings can be read and not changed; no raw sockets.

import { defines } from '../../abi/defines.ts';
import type { LibraryPart } from './parts.ts';

const TERMIOS = `#include <bits/libc.h>
#include <errno.h>
#include <termios.h>
#include <unistd.h>

int tcgetattr(int fd, struct termios *t) {
    struct { unsigned int flags[4]; unsigned char line, cc[19]; } kernel;
    if (__ret(__syscall(SYS_ioctl, fd, 0x5401, &kernel)) < 0) return -1;
    t->c_iflag = kernel.flags[0];
    t->c_oflag = kernel.flags[1];
    t->c_cflag = kernel.flags[2];
    t->c_lflag = kernel.flags[3];
    t->c_line = kernel.line;
    for (int i = 0; i < NCCS; i++) t->c_cc[i] = i < 19 ? kernel.cc[i] : 0;
    t->c_ispeed = t->c_ospeed = t->c_cflag & 0x100f;
    return 0;
}

/* The terminal has whole lines only: other settings are not to be had. */
int tcsetattr(int fd, int actions, const struct termios *t) {
    struct termios now;
    (void) actions;
    if (tcgetattr(fd, &now) < 0) return -1;
    if (now.c_iflag == t->c_iflag && now.c_oflag == t->c_oflag && now.c_lflag == t->c_lflag) return 0;
    errno = ENOSYS;
    return -1;
}

void cfmakeraw(struct termios *t) {
    t->c_iflag &= ~(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
    t->c_oflag &= ~OPOST;
    t->c_lflag &= ~(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    t->c_cflag = (t->c_cflag & ~(CSIZE | PARENB)) | CS8;
}

speed_t cfgetispeed(const struct termios *t) {
    return t->c_cflag & 0x100f;
}

speed_t cfgetospeed(const struct termios *t) {
    return t->c_cflag & 0x100f;
}

int cfsetospeed(struct termios *t, speed_t speed) {
    if (speed & ~0x100f) {
        errno = EINVAL;
        return -1;
    }
    t->c_cflag = (t->c_cflag & ~0x100f) | speed;
    return 0;
}

int cfsetispeed(struct termios *t, speed_t speed) {
    return speed == 0 ? 0 : cfsetospeed(t, speed);
}

int cfsetspeed(struct termios *t, speed_t speed) {
    return cfsetospeed(t, speed);
}

static int on_terminal(int fd) {
    struct termios t;
    return tcgetattr(fd, &t);
}

/* What is written is out, and there is no line to hold, break or throw away. */
int tcdrain(int fd) {
    return on_terminal(fd);
}

int tcflow(int fd, int action) {
    (void) action;
    return on_terminal(fd);
}

int tcflush(int fd, int queue_selector) {
    (void) queue_selector;
    return on_terminal(fd);
}

int tcsendbreak(int fd, int duration) {
    (void) duration;
    return on_terminal(fd);
}

pid_t tcgetsid(int fd) {
    return on_terminal(fd) < 0 ? -1 : getsid(0);
}
`;

export const TERMINAL_PART: LibraryPart = {
  headers: [
    {
      name: 'termios.h',
      includes: ['sys/types.h'],
      text: `typedef unsigned int tcflag_t;
typedef unsigned char cc_t;
typedef unsigned int speed_t;
#define NCCS 32
struct termios {
    tcflag_t c_iflag;
    tcflag_t c_oflag;
    tcflag_t c_cflag;
    tcflag_t c_lflag;
    cc_t c_line;
    cc_t c_cc[NCCS];
    speed_t c_ispeed;
    speed_t c_ospeed;
};
${defines(`IGNBRK=1 BRKINT=2 IGNPAR=4 PARMRK=8 INPCK=16 ISTRIP=32 INLCR=64 IGNCR=128 ICRNL=256 IUCLC=512
  IXON=1024 IXANY=2048 IXOFF=4096 IMAXBEL=8192 IUTF8=16384 OPOST=1 OLCUC=2 ONLCR=4 OCRNL=8 ONOCR=16
  ONLRET=32 OFILL=64 OFDEL=128 NLDLY=256 CRDLY=1536 TABDLY=6144 BSDLY=8192 VTDLY=16384 FFDLY=32768
  CSIZE=48 CS5=0 CS6=16 CS7=32 CS8=48 CSTOPB=64 CREAD=128 PARENB=256 PARODD=512 HUPCL=1024
  CLOCAL=2048 CRTSCTS=-2147483648 ISIG=1 ICANON=2 ECHO=8 ECHOE=16 ECHOK=32 ECHONL=64 NOFLSH=128
  TOSTOP=256 ECHOCTL=512 ECHOPRT=1024 ECHOKE=2048 FLUSHO=4096 PENDIN=16384 IEXTEN=32768 VINTR=0
  VQUIT=1 VERASE=2 VKILL=3 VEOF=4 VTIME=5 VMIN=6 VSWTC=7 VSTART=8 VSTOP=9 VSUSP=10 VEOL=11
  VREPRINT=12 VDISCARD=13 VWERASE=14 VLNEXT=15 VEOL2=16 TCSANOW=0 TCSADRAIN=1 TCSAFLUSH=2 TCOOFF=0
  TCOON=1 TCIOFF=2 TCION=3 TCIFLUSH=0 TCOFLUSH=1 TCIOFLUSH=2 B0=0 B50=1 B75=2 B110=3 B300=7 B600=8
  B1200=9 B2400=11 B4800=12 B9600=13 B19200=14 B38400=15 B57600=4097 B115200=4098 B230400=4099
  EXTA=14 EXTB=15 XCASE=4 NL0=0 NL1=256 CR0=0 CR1=512 CR2=1024 CR3=1536 TAB0=0 TAB1=2048 TAB2=4096 TAB3=6144
  XTABS=6144 BS0=0 BS1=8192 VT0=0 VT1=16384 FF0=0 FF1=32768 B134=4 B150=5 B200=6 B1800=10 B460800=4100
  B500000=4101 B576000=4102 B921600=4103 B1000000=4104 CBAUD=4111 CBAUDEX=4096`)}
int tcgetattr(int fd, struct termios *t);
int tcsetattr(int fd, int actions, const struct termios *t);
void cfmakeraw(struct termios *t);
speed_t cfgetispeed(const struct termios *t);
speed_t cfgetospeed(const struct termios *t);
int cfsetispeed(struct termios *t, speed_t speed);
int cfsetospeed(struct termios *t, speed_t speed);
int cfsetspeed(struct termios *t, speed_t speed);
int tcdrain(int fd);
int tcflow(int fd, int action);
int tcflush(int fd, int queue_selector);
int tcsendbreak(int fd, int duration);
pid_t tcgetsid(int fd);`,
    },
    {
      name: 'netinet/ip.h',
      includes: ['netinet/in.h'],
      text: `struct iphdr {
    unsigned int ihl : 4;
    unsigned int version : 4;
    uint8_t tos;
    uint16_t tot_len;
    uint16_t id;
    uint16_t frag_off;
    uint8_t ttl;
    uint8_t protocol;
    uint16_t check;
    uint32_t saddr;
    uint32_t daddr;
};
struct ip {
    unsigned int ip_hl : 4;
    unsigned int ip_v : 4;
    uint8_t ip_tos;
    unsigned short ip_len;
    unsigned short ip_id;
    unsigned short ip_off;
    uint8_t ip_ttl;
    uint8_t ip_p;
    unsigned short ip_sum;
    struct in_addr ip_src, ip_dst;
};
#define IPVERSION 4
#define IPTOS_LOWDELAY 0x10
#define IPTOS_THROUGHPUT 0x08
#define IPTOS_RELIABILITY 0x04
#define IPTOS_TOS_MASK 0x1e
#define IPTOS_PREC_MASK 0xe0
#define IPTOS_TOS(tos) ((tos) & IPTOS_TOS_MASK)
#define IPTOS_PREC(tos) ((tos) & IPTOS_PREC_MASK)
#define IPTOS_DSCP(x) ((x) & IPTOS_DSCP_MASK)
#define IPTOS_ECN(x) ((x) & IPTOS_ECN_MASK)
#define IPTOS_CLASS(class) ((class) & IPTOS_CLASS_MASK)
#define IPOPT_COPIED(o) ((o) & IPOPT_COPY)
#define IPOPT_CLASS(o) ((o) & IPOPT_CLASS_MASK)
#define IPOPT_NUMBER(o) ((o) & IPOPT_NUMBER_MASK)
#define IPOPT_COPY 128
#define IPOPT_CLASS_MASK 96
#define IPOPT_NUMBER_MASK 31
#define IPOPT_CONTROL 0
#define IPOPT_EOL 0
#define IPOPT_END 0
#define IPOPT_NOP 1
#define IPOPT_NOOP 1
#define IPOPT_RR 7
#define IPOPT_TS 68
#define IPOPT_SECURITY 130
#define IPOPT_LSRR 131
#define IPOPT_SATID 136
#define IPOPT_SSRR 137
#define IPOPT_RA 148
#define IPOPT_OPTVAL 0
#define IPOPT_OLEN 1
#define IPOPT_OFFSET 2
#define IPOPT_MINOFF 4
#define MAX_IPOPTLEN 40
#define MAXTTL 255
#define IPDEFTTL 64
#define IP_RF 32768
#define IP_DF 16384
#define IP_MF 8192
#define IP_OFFMASK 8191
#define IP_MAXPACKET 65535
#define IPTOS_LOWCOST 2
#define IPTOS_MINCOST 2
#define IPTOS_TOS_MASK 0x1e
#define IPTOS_ECN_MASK 3
#define IPTOS_ECN_CE 3
#define IPTOS_PREC_MASK 0xe0
#define IPTOS_DSCP_MASK 0xfc
#define IPTOS_DSCP_EF 0xb8
#define IPTOS_CLASS_CS1 0x20
#define IPTOS_CLASS_CS6 0xc0
#define IPFRAGTTL 60
#define IPTTLDEC 1
#define IP_MSS 576`,
    },
    {
      name: 'netinet/in_systm.h',
      includes: ['stdint.h'],
      text: 'typedef uint16_t n_short;\ntypedef uint32_t n_long;',
    },
  ],
  sources: [{ name: 'libc/termios.c', text: TERMIOS }],
};
