// <netinet/tcp.h>'s struct tcphdr and its like: packets field by field, for programs that take them apart, and
// the headers of the kernel by which books name the same things.
//
// One idea: these programs compile and read bytes; the sockets that would give them raw ones (SOCK_RAW,
// AF_PACKET, AF_NETLINK) are refused by the kernel, as without CAP_NET_RAW on a real one.
//
// Source: RFC 9293, 768, 792, 826, 2236; glibc 2.36 and Linux 6.1's uapi for the names.

import { defines } from '../../abi/defines.ts';
import type { LibraryPart } from './parts.ts';

const TCP = `typedef uint32_t tcp_seq;
struct tcphdr {
    union {
        struct {
            uint16_t th_sport, th_dport;
            tcp_seq th_seq, th_ack;
            uint8_t th_x2 : 4, th_off : 4;
            uint8_t th_flags;
            uint16_t th_win, th_sum, th_urp;
        };
        struct {
            uint16_t source, dest;
            uint32_t seq, ack_seq;
            uint16_t res1 : 4, doff : 4, fin : 1, syn : 1, rst : 1, psh : 1, ack : 1, urg : 1, res2 : 2;
            uint16_t window, check, urg_ptr;
        };
    };
};
${defines(`TH_FIN=0x01 TH_SYN=0x02 TH_RST=0x04 TH_PUSH=0x08 TH_ACK=0x10 TH_URG=0x20 TCPOPT_EOL=0 TCPOPT_NOP=1
  TCPOPT_MAXSEG=2 TCPOLEN_MAXSEG=4 TCPOPT_WINDOW=3 TCPOLEN_WINDOW=3 TCPOPT_SACK_PERMITTED=4
  TCPOLEN_SACK_PERMITTED=2 TCPOPT_SACK=5 TCPOPT_TIMESTAMP=8 TCPOLEN_TIMESTAMP=10 TCP_MSS=512 TCP_MAXWIN=65535
  TCP_MAX_WINSHIFT=14 TCPI_OPT_TIMESTAMPS=1 TCPI_OPT_SACK=2 TCPI_OPT_WSCALE=4 TCPI_OPT_ECN=8
  TCPI_OPT_ECN_SEEN=16 TCPI_OPT_SYN_DATA=32 TCP_MD5SIG=14 TCP_REPAIR=19 TCP_TIMESTAMP=24 TCP_SAVE_SYN=27
  TCP_SAVED_SYN=28 TCP_FASTOPEN_CONNECT=30 TCP_ULP=31 TCP_FASTOPEN_NO_COOKIE=34 TCP_INQ=36 TCP_CM_INQ=36
  TCP_TX_DELAY=37`)}
enum tcp_ca_state { TCP_CA_Open, TCP_CA_Disorder, TCP_CA_CWR, TCP_CA_Recovery, TCP_CA_Loss };`;

const UDP = `struct udphdr {
    union {
        struct { uint16_t uh_sport, uh_dport, uh_ulen, uh_sum; };
        struct { uint16_t source, dest, len, check; };
    };
};
${defines(`SOL_UDP=17 UDP_CORK=1 UDP_ENCAP=100 UDP_NO_CHECK6_TX=101 UDP_NO_CHECK6_RX=102 UDP_SEGMENT=103
  UDP_GRO=104`)}`;

const ICMP = `struct icmphdr {
    uint8_t type;
    uint8_t code;
    uint16_t checksum;
    union {
        struct { uint16_t id, sequence; } echo;
        uint32_t gateway;
        struct { uint16_t __glibc_reserved, mtu; } frag;
    } un;
};
struct icmp_ra_addr { uint32_t ira_addr, ira_preference; };
struct icmp {
    uint8_t icmp_type, icmp_code;
    uint16_t icmp_cksum;
    union {
        unsigned char ih_pptr;
        struct in_addr ih_gwaddr;
        struct ih_idseq { uint16_t icd_id, icd_seq; } ih_idseq;
        uint32_t ih_void;
        struct ih_pmtu { uint16_t ipm_void, ipm_nextmtu; } ih_pmtu;
        struct ih_rtradv { uint8_t irt_num_addrs, irt_wpa; uint16_t irt_lifetime; } ih_rtradv;
    } icmp_hun;
    union {
        struct { uint32_t its_otime, its_rtime, its_ttime; } id_ts;
        struct { struct ip idi_ip; } id_ip;
        struct icmp_ra_addr id_radv;
        uint32_t id_mask;
        uint8_t id_data[1];
    } icmp_dun;
};
${defines(`icmp_pptr=icmp_hun.ih_pptr icmp_gwaddr=icmp_hun.ih_gwaddr icmp_id=icmp_hun.ih_idseq.icd_id
  icmp_seq=icmp_hun.ih_idseq.icd_seq icmp_void=icmp_hun.ih_void icmp_pmvoid=icmp_hun.ih_pmtu.ipm_void
  icmp_nextmtu=icmp_hun.ih_pmtu.ipm_nextmtu icmp_num_addrs=icmp_hun.ih_rtradv.irt_num_addrs
  icmp_wpa=icmp_hun.ih_rtradv.irt_wpa icmp_lifetime=icmp_hun.ih_rtradv.irt_lifetime
  icmp_otime=icmp_dun.id_ts.its_otime icmp_rtime=icmp_dun.id_ts.its_rtime icmp_ttime=icmp_dun.id_ts.its_ttime
  icmp_ip=icmp_dun.id_ip.idi_ip icmp_radv=icmp_dun.id_radv icmp_mask=icmp_dun.id_mask
  icmp_data=icmp_dun.id_data ICMP_ECHOREPLY=0 ICMP_DEST_UNREACH=3 ICMP_SOURCE_QUENCH=4 ICMP_REDIRECT=5 ICMP_ECHO=8
  ICMP_TIME_EXCEEDED=11 ICMP_PARAMETERPROB=12 ICMP_TIMESTAMP=13 ICMP_TIMESTAMPREPLY=14 ICMP_INFO_REQUEST=15
  ICMP_INFO_REPLY=16 ICMP_ADDRESS=17 ICMP_ADDRESSREPLY=18 NR_ICMP_TYPES=18 ICMP_NET_UNREACH=0
  ICMP_HOST_UNREACH=1 ICMP_PROT_UNREACH=2 ICMP_PORT_UNREACH=3 ICMP_FRAG_NEEDED=4 ICMP_SR_FAILED=5
  ICMP_NET_UNKNOWN=6 ICMP_HOST_UNKNOWN=7 ICMP_HOST_ISOLATED=8 ICMP_NET_ANO=9 ICMP_HOST_ANO=10
  ICMP_NET_UNR_TOS=11 ICMP_HOST_UNR_TOS=12 ICMP_PKT_FILTERED=13 ICMP_PREC_VIOLATION=14 ICMP_PREC_CUTOFF=15
  NR_ICMP_UNREACH=15 ICMP_REDIR_NET=0 ICMP_REDIR_HOST=1 ICMP_REDIR_NETTOS=2 ICMP_REDIR_HOSTTOS=3 ICMP_EXC_TTL=0
  ICMP_EXC_FRAGTIME=1 ICMP_MINLEN=8 ICMP_MASKLEN=12 ICMP_UNREACH=3 ICMP_SOURCEQUENCH=4 ICMP_ROUTERADVERT=9
  ICMP_ROUTERSOLICIT=10 ICMP_TIMXCEED=11 ICMP_PARAMPROB=12 ICMP_TSTAMP=13 ICMP_TSTAMPREPLY=14 ICMP_IREQ=15
  ICMP_IREQREPLY=16 ICMP_MASKREQ=17 ICMP_MASKREPLY=18 ICMP_MAXTYPE=18 ICMP_UNREACH_NET=0 ICMP_UNREACH_HOST=1
  ICMP_UNREACH_PROTOCOL=2 ICMP_UNREACH_PORT=3 ICMP_UNREACH_NEEDFRAG=4 ICMP_UNREACH_SRCFAIL=5
  ICMP_UNREACH_NET_UNKNOWN=6 ICMP_UNREACH_HOST_UNKNOWN=7 ICMP_UNREACH_ISOLATED=8 ICMP_UNREACH_NET_PROHIB=9
  ICMP_UNREACH_HOST_PROHIB=10 ICMP_UNREACH_TOSNET=11 ICMP_UNREACH_TOSHOST=12 ICMP_UNREACH_FILTER_PROHIB=13
  ICMP_REDIRECT_NET=0 ICMP_REDIRECT_HOST=1 ICMP_REDIRECT_TOSNET=2 ICMP_REDIRECT_TOSHOST=3
  ICMP_TIMXCEED_INTRANS=0 ICMP_TIMXCEED_REASS=1`)}
#define ICMP_INFOTYPE(type)                                                                              \\
    ((type) == ICMP_ECHOREPLY || (type) == ICMP_ECHO || (type) == ICMP_ROUTERADVERT ||                   \\
     (type) == ICMP_ROUTERSOLICIT || (type) == ICMP_TSTAMP || (type) == ICMP_TSTAMPREPLY ||              \\
     (type) == ICMP_IREQ || (type) == ICMP_IREQREPLY || (type) == ICMP_MASKREQ || (type) == ICMP_MASKREPLY)`;

const IGMP = `struct igmp {
    uint8_t igmp_type, igmp_code;
    uint16_t igmp_cksum;
    struct in_addr igmp_group;
};
${defines(`IGMP_MINLEN=8 IGMP_MEMBERSHIP_QUERY=0x11 IGMP_V1_MEMBERSHIP_REPORT=0x12 IGMP_DVMRP=0x13 IGMP_PIM=0x14
  IGMP_TRACE=0x15 IGMP_V2_MEMBERSHIP_REPORT=0x16 IGMP_V2_LEAVE_GROUP=0x17 IGMP_MTRACE_RESP=0x1e
  IGMP_MTRACE=0x1f`)}`;

const ETHER_ARP = `struct ether_arp {
    struct arphdr ea_hdr;
    uint8_t arp_sha[ETH_ALEN], arp_spa[4], arp_tha[ETH_ALEN], arp_tpa[4];
};
${defines(`arp_hrd=ea_hdr.ar_hrd arp_pro=ea_hdr.ar_pro arp_hln=ea_hdr.ar_hln arp_pln=ea_hdr.ar_pln
  arp_op=ea_hdr.ar_op`)}
#define ETHER_MAP_IP_MULTICAST(ip, mac) \\
    ((mac)[0] = 0x01, (mac)[1] = 0x00, (mac)[2] = 0x5e, (mac)[3] = ((uint8_t *) (ip))[1] & 0x7f, \\
     (mac)[4] = ((uint8_t *) (ip))[2], (mac)[5] = ((uint8_t *) (ip))[3])`;

/** Of the requests about interfaces the kernel answers those that ask, beside which the others are EINVAL. */
const SOCKIOS =
  defines(`FIOSETOWN=0x8901 SIOCSPGRP=0x8902 FIOGETOWN=0x8903 SIOCGPGRP=0x8904 SIOCGSTAMP=0x8906
  SIOCGSTAMPNS=0x8907 SIOCADDRT=0x890B SIOCDELRT=0x890C SIOCGIFNAME=0x8910 SIOCSIFLINK=0x8911
  SIOCGIFCONF=0x8912 SIOCGIFFLAGS=0x8913 SIOCSIFFLAGS=0x8914 SIOCGIFADDR=0x8915 SIOCSIFADDR=0x8916
  SIOCGIFDSTADDR=0x8917 SIOCSIFDSTADDR=0x8918 SIOCGIFBRDADDR=0x8919 SIOCSIFBRDADDR=0x891a
  SIOCGIFNETMASK=0x891b SIOCSIFNETMASK=0x891c SIOCGIFMETRIC=0x891d SIOCSIFMETRIC=0x891e SIOCGIFMTU=0x8921
  SIOCSIFMTU=0x8922 SIOCSIFNAME=0x8923 SIOCSIFHWADDR=0x8924 SIOCGIFHWADDR=0x8927 SIOCADDMULTI=0x8931
  SIOCDELMULTI=0x8932 SIOCGIFINDEX=0x8933 SIOCGIFCOUNT=0x8938 SIOCGIFTXQLEN=0x8942 SIOCSIFTXQLEN=0x8943
  SIOCETHTOOL=0x8946 SIOCDARP=0x8953 SIOCGARP=0x8954 SIOCSARP=0x8955 SIOCGIFMAP=0x8970 SIOCSIFMAP=0x8971`);

const NETLINK = `struct sockaddr_nl {
    unsigned short nl_family, nl_pad;
    uint32_t nl_pid, nl_groups;
};
struct nlmsghdr {
    uint32_t nlmsg_len;
    uint16_t nlmsg_type, nlmsg_flags;
    uint32_t nlmsg_seq, nlmsg_pid;
};
struct nlmsgerr {
    int error;
    struct nlmsghdr msg;
};
struct nlattr { uint16_t nla_len, nla_type; };
#define NLA_ALIGN(len) (((len) + NLA_ALIGNTO - 1) & ~(NLA_ALIGNTO - 1))
#define NLMSG_ALIGNTO 4U
#define NLMSG_ALIGN(len) (((len) + NLMSG_ALIGNTO - 1) & ~(NLMSG_ALIGNTO - 1))
#define NLMSG_HDRLEN ((int) NLMSG_ALIGN(sizeof(struct nlmsghdr)))
#define NLMSG_LENGTH(len) ((len) + NLMSG_HDRLEN)
#define NLMSG_SPACE(len) NLMSG_ALIGN(NLMSG_LENGTH(len))
#define NLMSG_DATA(nlh) ((void *) ((char *) (nlh) + NLMSG_HDRLEN))
#define NLMSG_NEXT(nlh, len) \\
    ((len) -= NLMSG_ALIGN((nlh)->nlmsg_len), (struct nlmsghdr *) ((char *) (nlh) + NLMSG_ALIGN((nlh)->nlmsg_len)))
#define NLMSG_OK(nlh, len)                                                                        \\
    ((len) >= (int) sizeof(struct nlmsghdr) && (nlh)->nlmsg_len >= sizeof(struct nlmsghdr) &&     \\
     (nlh)->nlmsg_len <= (len))
#define NLMSG_PAYLOAD(nlh, len) ((nlh)->nlmsg_len - NLMSG_SPACE((len)))
${defines(`NETLINK_ROUTE=0 NETLINK_USERSOCK=2 NETLINK_SOCK_DIAG=4 NETLINK_INET_DIAG=4 NETLINK_AUDIT=9
  NETLINK_NETFILTER=12 NETLINK_KOBJECT_UEVENT=15 NETLINK_GENERIC=16 NLM_F_REQUEST=1 NLM_F_MULTI=2 NLM_F_ACK=4
  NLM_F_ECHO=8 NLM_F_ROOT=0x100 NLM_F_MATCH=0x200 NLM_F_ATOMIC=0x400 NLM_F_DUMP=0x300 NLM_F_REPLACE=0x100
  NLM_F_EXCL=0x200 NLM_F_CREATE=0x400 NLM_F_APPEND=0x800 NLMSG_NOOP=1 NLMSG_ERROR=2 NLMSG_DONE=3
  NLMSG_OVERRUN=4 NLMSG_MIN_TYPE=0x10 NETLINK_ADD_MEMBERSHIP=1 NETLINK_DROP_MEMBERSHIP=2 NETLINK_PKTINFO=3`)}`;

const RTNETLINK = `struct rtattr { unsigned short rta_len, rta_type; };
#define RTA_ALIGNTO 4U
#define RTA_ALIGN(len) (((len) + RTA_ALIGNTO - 1) & ~(RTA_ALIGNTO - 1))
#define RTA_OK(rta, len) \\
    ((len) >= (int) sizeof(struct rtattr) && (rta)->rta_len >= sizeof(struct rtattr) && (rta)->rta_len <= (len))
#define RTA_NEXT(rta, attrlen) \\
    ((attrlen) -= RTA_ALIGN((rta)->rta_len), (struct rtattr *) (((char *) (rta)) + RTA_ALIGN((rta)->rta_len)))
#define RTA_LENGTH(len) (RTA_ALIGN(sizeof(struct rtattr)) + (len))
#define RTA_SPACE(len) RTA_ALIGN(RTA_LENGTH(len))
#define RTA_DATA(rta) ((void *) (((char *) (rta)) + RTA_LENGTH(0)))
#define RTA_PAYLOAD(rta) ((int) ((rta)->rta_len) - RTA_LENGTH(0))
struct rtmsg {
    unsigned char rtm_family, rtm_dst_len, rtm_src_len, rtm_tos;
    unsigned char rtm_table, rtm_protocol, rtm_scope, rtm_type;
    unsigned rtm_flags;
};
struct rtgenmsg { unsigned char rtgen_family; };
struct ifinfomsg {
    unsigned char ifi_family, __ifi_pad;
    unsigned short ifi_type;
    int ifi_index;
    unsigned ifi_flags, ifi_change;
};
struct ifaddrmsg {
    uint8_t ifa_family, ifa_prefixlen, ifa_flags, ifa_scope;
    uint32_t ifa_index;
};
#define RTM_RTA(r) ((struct rtattr *) (((char *) (r)) + NLMSG_ALIGN(sizeof(struct rtmsg))))
#define RTM_PAYLOAD(n) NLMSG_PAYLOAD(n, sizeof(struct rtmsg))
#define IFLA_RTA(r) ((struct rtattr *) (((char *) (r)) + NLMSG_ALIGN(sizeof(struct ifinfomsg))))
#define IFLA_PAYLOAD(n) NLMSG_PAYLOAD(n, sizeof(struct ifinfomsg))
#define IFA_RTA(r) ((struct rtattr *) (((char *) (r)) + NLMSG_ALIGN(sizeof(struct ifaddrmsg))))
#define IFA_PAYLOAD(n) NLMSG_PAYLOAD(n, sizeof(struct ifaddrmsg))
enum { RTM_NEWLINK = 16, RTM_DELLINK, RTM_GETLINK, RTM_SETLINK, RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR,
       RTM_NEWROUTE = 24, RTM_DELROUTE, RTM_GETROUTE, RTM_NEWNEIGH = 28, RTM_DELNEIGH, RTM_GETNEIGH };
enum { RTN_UNSPEC, RTN_UNICAST, RTN_LOCAL, RTN_BROADCAST, RTN_ANYCAST, RTN_MULTICAST };
enum rtattr_type_t { RTA_UNSPEC, RTA_DST, RTA_SRC, RTA_IIF, RTA_OIF, RTA_GATEWAY, RTA_PRIORITY, RTA_PREFSRC,
                     RTA_METRICS };
enum rt_scope_t { RT_SCOPE_UNIVERSE = 0, RT_SCOPE_SITE = 200, RT_SCOPE_LINK = 253, RT_SCOPE_HOST = 254,
                  RT_SCOPE_NOWHERE = 255 };
enum rt_class_t { RT_TABLE_UNSPEC = 0, RT_TABLE_DEFAULT = 253, RT_TABLE_MAIN = 254, RT_TABLE_LOCAL = 255 };
enum { IFLA_UNSPEC, IFLA_ADDRESS, IFLA_BROADCAST, IFLA_IFNAME, IFLA_MTU, IFLA_LINK, IFLA_QDISC, IFLA_STATS };
enum { IFA_UNSPEC, IFA_ADDRESS, IFA_LOCAL, IFA_LABEL, IFA_BROADCAST, IFA_ANYCAST, IFA_CACHEINFO };
${defines(`RTPROT_UNSPEC=0 RTPROT_REDIRECT=1 RTPROT_KERNEL=2 RTPROT_BOOT=3 RTPROT_STATIC=4 RTMGRP_LINK=1
  RTMGRP_NOTIFY=2 RTMGRP_NEIGH=4 RTMGRP_IPV4_IFADDR=0x10 RTMGRP_IPV4_ROUTE=0x40 RTMGRP_IPV6_IFADDR=0x100
  RTMGRP_IPV6_ROUTE=0x400`)}`;

const COUNTERS =
  `rx_packets tx_packets rx_bytes tx_bytes rx_errors tx_errors rx_dropped tx_dropped multicast
collisions rx_length_errors rx_over_errors rx_crc_errors rx_frame_errors rx_fifo_errors rx_missed_errors
tx_aborted_errors tx_carrier_errors tx_fifo_errors tx_heartbeat_errors tx_window_errors rx_compressed
tx_compressed rx_nohandler`.replaceAll(/\s+/g, ', ');

const FILTER = `struct sock_filter { uint16_t code; uint8_t jt, jf; uint32_t k; };
struct sock_fprog { unsigned short len; struct sock_filter *filter; };
#define BPF_CLASS(code) ((code) & 0x07)
#define BPF_SIZE(code) ((code) & 0x18)
#define BPF_MODE(code) ((code) & 0xe0)
#define BPF_OP(code) ((code) & 0xf0)
#define BPF_SRC(code) ((code) & 0x08)
#define BPF_RVAL(code) ((code) & 0x18)
#define BPF_MISCOP(code) ((code) & 0xf8)
#define BPF_STMT(code, k) {(unsigned short) (code), 0, 0, k}
#define BPF_JUMP(code, k, jt, jf) {(unsigned short) (code), jt, jf, k}
${defines(`BPF_LD=0x00 BPF_LDX=0x01 BPF_ST=0x02 BPF_STX=0x03 BPF_ALU=0x04 BPF_JMP=0x05 BPF_RET=0x06 BPF_MISC=0x07
  BPF_W=0x00 BPF_H=0x08 BPF_B=0x10 BPF_IMM=0x00 BPF_ABS=0x20 BPF_IND=0x40 BPF_MEM=0x60 BPF_LEN=0x80
  BPF_MSH=0xa0 BPF_ADD=0x00 BPF_SUB=0x10 BPF_MUL=0x20 BPF_DIV=0x30 BPF_OR=0x40 BPF_AND=0x50 BPF_LSH=0x60
  BPF_RSH=0x70 BPF_NEG=0x80 BPF_JA=0x00 BPF_JEQ=0x10 BPF_JGT=0x20 BPF_JGE=0x30 BPF_JSET=0x40 BPF_K=0x00
  BPF_X=0x08 BPF_A=0x10 BPF_TAX=0x00 BPF_TXA=0x80 BPF_MEMWORDS=16 BPF_MAXINSNS=4096`)}`;

const ROUTE = `struct rtentry {
    unsigned long int rt_pad1;
    struct sockaddr rt_dst, rt_gateway, rt_genmask;
    unsigned short int rt_flags;
    short int rt_pad2;
    unsigned long int rt_pad3;
    unsigned char rt_tos, rt_class;
    short int rt_pad4[3];
    short int rt_metric;
    char *rt_dev;
    unsigned long int rt_mtu, rt_window;
    unsigned short int rt_irtt;
};
#define rt_mss rt_mtu
${defines('RTF_UP=0x0001 RTF_GATEWAY=0x0002 RTF_HOST=0x0004 RTF_REINSTATE=0x0008 RTF_DYNAMIC=0x0010')}`;

const also = (name: string, included: string) => ({ name, includes: [included], text: '' });

export const WIRE_PART: LibraryPart = {
  headers: [
    { name: 'bits/tcp-more.h', includes: ['sys/types.h', 'sys/socket.h'], text: TCP },
    { name: 'netinet/udp.h', includes: ['sys/types.h', 'stdint.h'], text: UDP },
    {
      name: 'netinet/ip_icmp.h',
      includes: ['sys/types.h', 'stdint.h', 'netinet/in.h', 'netinet/ip.h'],
      text: ICMP,
    },
    { name: 'netinet/igmp.h', includes: ['sys/types.h', 'netinet/in.h'], text: IGMP },
    {
      name: 'netinet/if_ether.h',
      includes: ['sys/types.h', 'linux/if_ether.h', 'net/ethernet.h', 'net/if_arp.h'],
      text: ETHER_ARP,
    },
    { name: 'bits/sockios.h', text: SOCKIOS },
    { name: 'net/route.h', includes: ['sys/socket.h', 'sys/types.h', 'netinet/in.h'], text: ROUTE },
    { name: 'linux/netlink.h', includes: ['linux/types.h', 'stdint.h'], text: NETLINK },
    {
      name: 'linux/rtnetlink.h',
      includes: ['linux/types.h', 'linux/netlink.h', 'linux/if_link.h', 'linux/if_addr.h'],
      text: RTNETLINK,
    },
    {
      name: 'linux/if_link.h',
      includes: ['linux/types.h', 'linux/netlink.h'],
      text: `struct rtnl_link_stats { uint32_t ${COUNTERS}; };\nstruct rtnl_link_stats64 { uint64_t ${COUNTERS}; };`,
    },
    also('linux/if_addr.h', 'linux/netlink.h'),
    { name: 'linux/filter.h', includes: ['stdint.h'], text: FILTER },
    also('linux/ip.h', 'netinet/ip.h'),
    also('linux/in.h', 'netinet/in.h'),
    also('linux/in6.h', 'netinet/in.h'),
    also('linux/udp.h', 'netinet/udp.h'),
    also('linux/icmp.h', 'netinet/ip_icmp.h'),
    also('linux/if_arp.h', 'net/if_arp.h'),
    also('linux/route.h', 'net/route.h'),
    also('linux/socket.h', 'sys/socket.h'),
    also('asm/socket.h', 'sys/socket.h'),
    also('asm/ioctls.h', 'sys/ioctl.h'),
    also('asm/ioctl.h', 'linux/ioctl.h'),
    also('asm/unistd.h', 'sys/syscall.h'),
    also('linux/unistd.h', 'sys/syscall.h'),
    also('sys/ucontext.h', 'ucontext.h'),
    also('termio.h', 'termios.h'),
    {
      name: 'linux/version.h',
      text: `#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + (c))
#define LINUX_VERSION_CODE KERNEL_VERSION(6, 18, 0)`,
    },
  ],
};
