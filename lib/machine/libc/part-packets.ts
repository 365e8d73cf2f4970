// <arpa/tftp.h>, <net/if_arp.h>, <netinet/ip6.h>, <netinet/icmp6.h>: how packets are laid out, for programs
// that take them apart.
//
// Source: RFC 1350, 826, 8200, 4443, 3542 section 10; glibc 2.36 for the names.

import type { LibraryPart } from './parts.ts';

const TFTP = `#define SEGSIZE 512
#define RRQ 1
#define WRQ 2
#define DATA 3
#define ACK 4
#define ERROR 5
#define EUNDEF 0
#define ENOTFOUND 1
#define EACCESS 2
#define ENOSPACE 3
#define EBADOP 4
#define EBADID 5
#define EEXISTS 6
#define ENOUSER 7
struct tftphdr {
    short th_opcode;
    union {
        char tu_padding[3];
        struct {
            union {
                unsigned short tu_block;
                short tu_code;
            } __attribute__((packed)) th_u3;
            char tu_data[0];
        } __attribute__((packed)) th_u2;
        char tu_stuff[0];
    } __attribute__((packed)) th_u1;
} __attribute__((packed));
#define th_block th_u1.th_u2.th_u3.tu_block
#define th_code th_u1.th_u2.th_u3.tu_code
#define th_stuff th_u1.tu_stuff
#define th_data th_u1.th_u2.tu_data
#define th_msg th_u1.th_u2.tu_data`;

const ARP = `#define ARPOP_REQUEST 1
#define ARPOP_REPLY 2
#define ARPOP_RREQUEST 3
#define ARPOP_RREPLY 4
#define ARPHRD_ETHER 1
#define ARPHRD_LOOPBACK 772
#define ATF_COM 0x02
#define ATF_PERM 0x04
#define ATF_PUBL 0x08
struct arphdr {
    unsigned short int ar_hrd;
    unsigned short int ar_pro;
    unsigned char ar_hln;
    unsigned char ar_pln;
    unsigned short int ar_op;
};
struct arpreq {
    struct sockaddr arp_pa;
    struct sockaddr arp_ha;
    int arp_flags;
    struct sockaddr arp_netmask;
    char arp_dev[16];
};`;

const IP6 = `struct ip6_hdr {
    union {
        struct ip6_hdrctl {
            uint32_t ip6_un1_flow;
            uint16_t ip6_un1_plen;
            uint8_t ip6_un1_nxt;
            uint8_t ip6_un1_hlim;
        } ip6_un1;
        uint8_t ip6_un2_vfc;
    } ip6_ctlun;
    struct in6_addr ip6_src;
    struct in6_addr ip6_dst;
};
#define ip6_vfc ip6_ctlun.ip6_un2_vfc
#define ip6_flow ip6_ctlun.ip6_un1.ip6_un1_flow
#define ip6_plen ip6_ctlun.ip6_un1.ip6_un1_plen
#define ip6_nxt ip6_ctlun.ip6_un1.ip6_un1_nxt
#define ip6_hlim ip6_ctlun.ip6_un1.ip6_un1_hlim
#define ip6_hops ip6_ctlun.ip6_un1.ip6_un1_hlim
struct ip6_ext { uint8_t ip6e_nxt; uint8_t ip6e_len; };
struct ip6_hbh { uint8_t ip6h_nxt; uint8_t ip6h_len; };
struct ip6_dest { uint8_t ip6d_nxt; uint8_t ip6d_len; };
struct ip6_rthdr { uint8_t ip6r_nxt; uint8_t ip6r_len; uint8_t ip6r_type; uint8_t ip6r_segleft; };
struct ip6_rthdr0 { uint8_t ip6r0_nxt, ip6r0_len, ip6r0_type, ip6r0_segleft, ip6r0_reserved, ip6r0_slmap[3]; struct in6_addr ip6r0_addr[0]; };
struct ip6_frag { uint8_t ip6f_nxt; uint8_t ip6f_reserved; uint16_t ip6f_offlg; uint32_t ip6f_ident; };
#define IP6F_OFF_MASK 0xf8ff
#define IP6F_RESERVED_MASK 0x0600
#define IP6F_MORE_FRAG 0x0100`;

const ICMP6 = `struct icmp6_hdr {
    uint8_t icmp6_type;
    uint8_t icmp6_code;
    uint16_t icmp6_cksum;
    union {
        uint32_t icmp6_un_data32[1];
        uint16_t icmp6_un_data16[2];
        uint8_t icmp6_un_data8[4];
    } icmp6_dataun;
};
#define icmp6_data32 icmp6_dataun.icmp6_un_data32
#define icmp6_data16 icmp6_dataun.icmp6_un_data16
#define icmp6_data8 icmp6_dataun.icmp6_un_data8
#define icmp6_pptr icmp6_data32[0]
#define icmp6_mtu icmp6_data32[0]
#define icmp6_id icmp6_data16[0]
#define icmp6_seq icmp6_data16[1]
#define icmp6_maxdelay icmp6_data16[0]
struct icmp6_filter { uint32_t icmp6_filt[8]; };
#define ICMP6_FILTER 1
#define ICMP6_FILTER_WILLPASS(type, filterp) ((((filterp)->icmp6_filt[(type) >> 5]) & (1U << ((type) & 31))) == 0)
#define ICMP6_FILTER_WILLBLOCK(type, filterp) ((((filterp)->icmp6_filt[(type) >> 5]) & (1U << ((type) & 31))) != 0)
#define ICMP6_FILTER_SETPASS(type, filterp) ((((filterp)->icmp6_filt[(type) >> 5]) &= ~(1U << ((type) & 31))))
#define ICMP6_FILTER_SETBLOCK(type, filterp) ((((filterp)->icmp6_filt[(type) >> 5]) |= (1U << ((type) & 31))))
#define ICMP6_FILTER_SETPASSALL(filterp) memset(filterp, 0, sizeof(struct icmp6_filter))
#define ICMP6_FILTER_SETBLOCKALL(filterp) memset(filterp, 0xff, sizeof(struct icmp6_filter))
#define ICMP6_DST_UNREACH 1
#define ICMP6_PACKET_TOO_BIG 2
#define ICMP6_TIME_EXCEEDED 3
#define ICMP6_PARAM_PROB 4
#define ICMP6_INFOMSG_MASK 0x80
#define ICMP6_ECHO_REQUEST 128
#define ICMP6_ECHO_REPLY 129
#define ICMP6_DST_UNREACH_NOROUTE 0
#define ICMP6_DST_UNREACH_ADMIN 1
#define ICMP6_DST_UNREACH_BEYONDSCOPE 2
#define ICMP6_DST_UNREACH_ADDR 3
#define ICMP6_DST_UNREACH_NOPORT 4
#define ICMP6_TIME_EXCEED_TRANSIT 0
#define ICMP6_TIME_EXCEED_REASSEMBLY 1`;

/** A macro for each field of the header in front, as `nd_ra_type`. */
const fieldsOf = (prefix: string, words: string) =>
  words
    .split(' ')
    .map((word) => word.split('='))
    .map(([name, field]) => `#define ${prefix}_${name} ${prefix}_hdr.icmp6_${field ?? name}`)
    .join('\n');

/** RFC 4861, RFC 2710: neighbours and listeners. */
const NEIGHBOURS = `struct nd_router_solicit { struct icmp6_hdr nd_rs_hdr; };
struct nd_router_advert { struct icmp6_hdr nd_ra_hdr; uint32_t nd_ra_reachable, nd_ra_retransmit; };
struct nd_neighbor_solicit { struct icmp6_hdr nd_ns_hdr; struct in6_addr nd_ns_target; };
struct nd_neighbor_advert { struct icmp6_hdr nd_na_hdr; struct in6_addr nd_na_target; };
struct nd_redirect { struct icmp6_hdr nd_rd_hdr; struct in6_addr nd_rd_target, nd_rd_dst; };
struct mld_hdr { struct icmp6_hdr mld_icmp6_hdr; struct in6_addr mld_addr; };
struct nd_opt_hdr { uint8_t nd_opt_type, nd_opt_len; };
struct nd_opt_prefix_info {
    uint8_t nd_opt_pi_type, nd_opt_pi_len, nd_opt_pi_prefix_len, nd_opt_pi_flags_reserved;
    uint32_t nd_opt_pi_valid_time, nd_opt_pi_preferred_time, nd_opt_pi_reserved2;
    struct in6_addr nd_opt_pi_prefix;
};
struct nd_opt_rd_hdr { uint8_t nd_opt_rh_type, nd_opt_rh_len; uint16_t nd_opt_rh_reserved1; uint32_t nd_opt_rh_reserved2; };
struct nd_opt_mtu { uint8_t nd_opt_mtu_type, nd_opt_mtu_len; uint16_t nd_opt_mtu_reserved; uint32_t nd_opt_mtu_mtu; };
${fieldsOf('nd_rs', 'type code cksum reserved=data32[0]')}
${fieldsOf('nd_ra', 'type code cksum curhoplimit=data8[0] flags_reserved=data8[1] router_lifetime=data16[1]')}
${fieldsOf('nd_ns', 'type code cksum reserved=data32[0]')}
${fieldsOf('nd_na', 'type code cksum flags_reserved=data32[0]')}
${fieldsOf('nd_rd', 'type code cksum reserved=data32[0]')}
${fieldsOf('mld', 'type code cksum maxdelay=data16[0] reserved=data16[1]').replaceAll('mld_hdr', 'mld_icmp6_hdr')}`;

/** RFC 3542: the options of a header, one behind the other. */
const OPTIONS = String.raw`#include <netinet/in.h>
#include <string.h>

int inet6_opt_init(void *extbuf, socklen_t extlen) {
    if (extbuf && (extlen == 0 || extlen % 8 || extlen > 256 * 8)) return -1;
    if (extbuf) ((unsigned char *) extbuf)[1] = (unsigned char) (extlen / 8 - 1);
    return 2;
}

static void pad(unsigned char *at, int n) {
    if (n == 0) return;
    memset(at, 0, n);
    if (n == 1) return;
    at[0] = 1;
    at[1] = (unsigned char) (n - 2);
}

int inet6_opt_append(void *extbuf, socklen_t extlen, int offset, uint8_t type, socklen_t len, uint8_t align, void **databufp) {
    unsigned char *bytes = extbuf;
    if (offset < 2 || type < 2 || len > 255 || align == 0 || align > 8 || align & (align - 1) || align > len) return -1;
    int gap = -(offset + 2) & (align - 1), end = offset + gap + 2 + (int) len;
    if (!extbuf) return end;
    if (end > (int) extlen) return -1;
    pad(bytes + offset, gap);
    bytes[offset + gap] = type;
    bytes[offset + gap + 1] = (unsigned char) len;
    *databufp = bytes + offset + gap + 2;
    return end;
}

int inet6_opt_finish(void *extbuf, socklen_t extlen, int offset) {
    if (offset < 2) return -1;
    int end = (offset + 7) & ~7;
    if (!extbuf) return end;
    if (end > (int) extlen) return -1;
    pad((unsigned char *) extbuf + offset, end - offset);
    return end;
}

int inet6_opt_set_val(void *databuf, int offset, void *val, socklen_t vallen) {
    memcpy((char *) databuf + offset, val, vallen);
    return offset + (int) vallen;
}

int inet6_opt_get_val(void *databuf, int offset, void *val, socklen_t vallen) {
    memcpy(val, (char *) databuf + offset, vallen);
    return offset + (int) vallen;
}

int inet6_opt_next(void *extbuf, socklen_t extlen, int offset, uint8_t *typep, socklen_t *lenp, void **databufp) {
    unsigned char *bytes = extbuf;
    if (offset == 0) offset = 2;
    else if (offset < 2) return -1;
    while (offset < (int) extlen) {
        if (bytes[offset] == 0) {
            offset++;
            continue;
        }
        if (offset + 2 > (int) extlen || offset + 2 + bytes[offset + 1] > (int) extlen) return -1;
        int end = offset + 2 + bytes[offset + 1];
        if (bytes[offset] != 1) {
            *typep = bytes[offset];
            *lenp = bytes[offset + 1];
            *databufp = bytes + offset + 2;
            return end;
        }
        offset = end;
    }
    return -1;
}

int inet6_opt_find(void *extbuf, socklen_t extlen, int offset, uint8_t type, socklen_t *lenp, void **databufp) {
    uint8_t found = 0;
    do offset = inet6_opt_next(extbuf, extlen, offset, &found, lenp, databufp);
    while (offset >= 0 && found != type);
    return offset;
}
`;

/** RFC 3542: the header that names the hosts on the way; type 0 alone. */
const ROUTING = `#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/ip6.h>
#include <string.h>

/* How many addresses it has room for: its length counts 8 bytes each. */
static int room(const void *bp) {
    const struct ip6_rthdr *header = bp;
    return header->ip6r_type == 0 ? header->ip6r_len / 2 : -1;
}

static struct in6_addr *addresses(const void *bp) {
    return (struct in6_addr *) ((char *) bp + sizeof(struct ip6_rthdr0));
}

socklen_t inet6_rth_space(int type, int segments) {
    int fits = type == 0 && segments >= 0 && segments <= 127;
    return fits ? sizeof(struct ip6_rthdr0) + segments * sizeof(struct in6_addr) : 0;
}

void *inet6_rth_init(void *bp, socklen_t bp_len, int type, int segments) {
    socklen_t length = inet6_rth_space(type, segments);
    if (length == 0 || length > bp_len) return NULL;
    memset(bp, 0, length);
    ((struct ip6_rthdr *) bp)->ip6r_len = 2 * segments;
    return bp;
}

int inet6_rth_add(void *bp, const struct in6_addr *addr) {
    struct ip6_rthdr *header = bp;
    if (room(bp) <= header->ip6r_segleft) return -1;
    memcpy(&addresses(bp)[header->ip6r_segleft++], addr, sizeof *addr);
    return 0;
}

int inet6_rth_segments(const void *bp) {
    return room(bp);
}

struct in6_addr *inet6_rth_getaddr(const void *bp, int index) {
    return index >= 0 && index < room(bp) ? &addresses(bp)[index] : NULL;
}

int inet6_rth_reverse(const void *in, void *out) {
    int n = room(in);
    if (n < 0) return -1;
    memmove(out, in, sizeof(struct ip6_rthdr0));
    /* It may be the same place. */
    for (int i = 0; i < (n + 1) / 2; i++) {
        struct in6_addr first = addresses(in)[i];
        addresses(out)[i] = addresses(in)[n - 1 - i];
        addresses(out)[n - 1 - i] = first;
    }
    ((struct ip6_rthdr *) out)->ip6r_segleft = n;
    return 0;
}
`;

/** What <netinet/in.h> has with _GNU_SOURCE. */
const IN_GNU = `struct ip6_mtuinfo { struct sockaddr_in6 ip6m_addr; uint32_t ip6m_mtu; };
socklen_t inet6_rth_space(int type, int segments);
void *inet6_rth_init(void *bp, socklen_t bp_len, int type, int segments);
int inet6_rth_add(void *bp, const struct in6_addr *addr);
int inet6_rth_reverse(const void *in, void *out);
int inet6_rth_segments(const void *bp);
struct in6_addr *inet6_rth_getaddr(const void *bp, int index);
int inet6_opt_init(void *extbuf, socklen_t extlen);
int inet6_opt_append(void *extbuf, socklen_t extlen, int offset, uint8_t type, socklen_t len, uint8_t align, void **databufp);
int inet6_opt_finish(void *extbuf, socklen_t extlen, int offset);
int inet6_opt_set_val(void *databuf, int offset, void *val, socklen_t vallen);
int inet6_opt_next(void *extbuf, socklen_t extlen, int offset, uint8_t *typep, socklen_t *lenp, void **databufp);
int inet6_opt_find(void *extbuf, socklen_t extlen, int offset, uint8_t type, socklen_t *lenp, void **databufp);
int inet6_opt_get_val(void *databuf, int offset, void *val, socklen_t vallen);`;

export const PACKETS_PART: LibraryPart = {
  sources: [
    { name: 'libc/routing-header.c', text: ROUTING },
    { name: 'libc/inet6-options.c', text: OPTIONS },
  ],
  headers: [
    { name: 'bits/in-gnu.h', text: IN_GNU },
    { name: 'arpa/tftp.h', text: TFTP },
    { name: 'net/if_arp.h', includes: ['sys/types.h', 'sys/socket.h'], text: ARP },
    { name: 'netinet/ip6.h', includes: ['inttypes.h', 'netinet/in.h'], text: IP6 },
    {
      name: 'netinet/icmp6.h',
      includes: ['inttypes.h', 'string.h', 'sys/types.h', 'netinet/in.h'],
      text: `${ICMP6}\n${NEIGHBOURS}`,
    },
  ],
};
