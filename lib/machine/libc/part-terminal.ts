// <termios.h>, and headers of packets that a program may take apart: <netinet/ip.h>, <netinet/udp.h>.
//
// Source: glibc 2.36 headers on x86-64; RFC 791, RFC 768, RFC 792 for the fields.
// Departs: the terminal's settings can be read and not changed; no raw sockets.

import type { LibraryPart } from './parts.ts';

const TERMIOS = `#include <bits/libc.h>
#include <errno.h>
#include <termios.h>

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
`;

const flags = (text: string) =>
  text
    .trim()
    .split(/\s+/)
    .map((word) => `#define ${word.replace('=', ' ')}`)
    .join('\n');

export const TERMINAL_PART: LibraryPart = {
  headers: [
    {
      name: 'termios.h',
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
${flags(`IGNBRK=1 BRKINT=2 IGNPAR=4 PARMRK=8 ISTRIP=32 INLCR=64 IGNCR=128 ICRNL=256 IXON=1024 OPOST=1
  ONLCR=4 CSIZE=48 CS8=48 PARENB=256 ISIG=1 ICANON=2 ECHO=8 ECHOE=16 ECHOK=32 ECHONL=64 IEXTEN=32768
  VINTR=0 VQUIT=1 VERASE=2 VEOF=4 VTIME=5 VMIN=6 TCSANOW=0 TCSADRAIN=1 TCSAFLUSH=2`)}
int tcgetattr(int fd, struct termios *t);
int tcsetattr(int fd, int actions, const struct termios *t);
void cfmakeraw(struct termios *t);`,
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
#define IPTOS_MINCOST 2
#define IP_MSS 576`,
    },
    {
      name: 'netinet/udp.h',
      includes: ['stdint.h'],
      text: `struct udphdr {
    uint16_t source;
    uint16_t dest;
    uint16_t len;
    uint16_t check;
};`,
    },
    {
      name: 'netinet/in_systm.h',
      includes: ['stdint.h'],
      text: 'typedef uint16_t n_short;\ntypedef uint32_t n_long;',
    },
  ],
  sources: [{ name: 'libc/termios.c', text: TERMIOS }],
};
