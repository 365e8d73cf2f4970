// <resolv.h> and <arpa/nameser.h>: questions to a name server, and what its answers consist of.
//
// One idea: a message is walked by one reader (source-name-server.ts), and asked for by one sender (source-resolver.ts).
//
// Source: RFC 1035 sections 3 and 4; resolver(3).
// Departs: ns_sprintrr and signed messages are not there.

import type { LibraryPart } from './parts.ts';
import { NAME_SERVER_SOURCES } from './source-name-server.ts';
import { RESOLVER } from './source-resolver.ts';

/** Types of records: the names of both headers are made from these. */
const TYPES =
  `a:1 ns:2 md:3 mf:4 cname:5 soa:6 mb:7 mg:8 mr:9 null:10 wks:11 ptr:12 hinfo:13 minfo:14
mx:15 txt:16 rp:17 afsdb:18 x25:19 isdn:20 rt:21 nsap:22 nsap_ptr:23 sig:24 key:25 px:26 gpos:27
aaaa:28 loc:29 nxt:30 eid:31 nimloc:32 srv:33 atma:34 naptr:35 kx:36 cert:37 a6:38 dname:39 sink:40
opt:41 apl:42 ds:43 sshfp:44 ipseckey:45 rrsig:46 nsec:47 dnskey:48 dhcid:49 nsec3:50 nsec3param:51
tlsa:52 smimea:53 hip:55 ninfo:56 rkey:57 talink:58 cds:59 cdnskey:60 openpgpkey:61 csync:62 spf:99
uinfo:100 uid:101 gid:102 unspec:103 nid:104 l32:105 l64:106 lp:107 eui48:108 eui64:109 tkey:249
tsig:250 ixfr:251 axfr:252 mailb:253 maila:254 any:255 uri:256 caa:257 avc:258 ta:32768 dlv:32769`
    .split(/\s+/)
    .map((word) => word.split(':'));

const QUERY = `const unsigned char *msg, int msglen, unsigned char *answer, int anslen`;
const NAME = `const char *dname, int class, int type, unsigned char *answer, int anslen`;
const DOMAIN = `const char *name, const char *domain, int class, int type, unsigned char *answer, int anslen`;
const MAKE = `int op, const char *dname, int class, int type, const unsigned char *data, int datalen,
    const unsigned char *newrr, unsigned char *buf, int buflen`;

const NAMESER = `#define NS_PACKETSZ 512
#define NS_MAXDNAME 1025
#define NS_MAXMSG 65535
#define NS_MAXCDNAME 255
#define NS_MAXLABEL 63
#define NS_HFIXEDSZ 12
#define NS_QFIXEDSZ 4
#define NS_RRFIXEDSZ 10
#define NS_INT32SZ 4
#define NS_INT16SZ 2
#define NS_INT8SZ 1
#define NS_INADDRSZ 4
#define NS_IN6ADDRSZ 16
#define NS_CMPRSFLGS 0xc0
#define NS_DEFAULTPORT 53
#define NS_OPT_DNSSEC_OK 0x8000U
#define NS_OPT_NSID 3
typedef enum __ns_sect {
    ns_s_qd = 0, ns_s_zn = 0, ns_s_an = 1, ns_s_pr = 1, ns_s_ns = 2, ns_s_ud = 2, ns_s_ar = 3, ns_s_max = 4
} ns_sect;
typedef struct __ns_msg {
    const unsigned char *_msg, *_eom;
    uint16_t _id, _flags, _counts[ns_s_max];
    const unsigned char *_sections[ns_s_max];
    ns_sect _sect;
    int _rrnum;
    const unsigned char *_msg_ptr;
} ns_msg;
#define ns_msg_id(handle) ((handle)._id + 0)
#define ns_msg_base(handle) ((handle)._msg + 0)
#define ns_msg_end(handle) ((handle)._eom + 0)
#define ns_msg_size(handle) ((handle)._eom - (handle)._msg)
#define ns_msg_count(handle, section) ((handle)._counts[section] + 0)
typedef struct __ns_rr {
    char name[NS_MAXDNAME];
    uint16_t type, rr_class;
    uint32_t ttl;
    uint16_t rdlength;
    const unsigned char *rdata;
} ns_rr;
#define ns_rr_name(rr) (((rr).name[0] != '\\0') ? (rr).name : ".")
#define ns_rr_type(rr) ((ns_type) ((rr).type + 0))
#define ns_rr_class(rr) ((ns_class) ((rr).rr_class + 0))
#define ns_rr_ttl(rr) ((rr).ttl + 0)
#define ns_rr_rdlen(rr) ((rr).rdlength + 0)
#define ns_rr_rdata(rr) ((rr).rdata + 0)
typedef enum __ns_flag {
    ns_f_qr, ns_f_opcode, ns_f_aa, ns_f_tc, ns_f_rd, ns_f_ra, ns_f_z, ns_f_ad, ns_f_cd, ns_f_rcode, ns_f_max
} ns_flag;
typedef enum __ns_opcode {
    ns_o_query = 0, ns_o_iquery = 1, ns_o_status = 2, ns_o_notify = 4, ns_o_update = 5, ns_o_max = 6
} ns_opcode;
typedef enum __ns_rcode {
    ns_r_noerror, ns_r_formerr, ns_r_servfail, ns_r_nxdomain, ns_r_notimpl, ns_r_refused, ns_r_yxdomain, ns_r_yxrrset,
    ns_r_nxrrset, ns_r_notauth, ns_r_notzone, ns_r_max, ns_r_badvers = 16, ns_r_badsig = 16, ns_r_badkey, ns_r_badtime
} ns_rcode;
typedef enum __ns_type {
    ns_t_invalid = 0,
    ${TYPES.map(([name, value]) => `ns_t_${name} = ${value}`).join(',\n    ')},
    ns_t_max = 65536
} ns_type;
typedef enum __ns_class {
    ns_c_invalid = 0, ns_c_in = 1, ns_c_2 = 2, ns_c_chaos = 3, ns_c_hs = 4, ns_c_none = 254, ns_c_any = 255, ns_c_max = 65536
} ns_class;
${['PACKETSZ', 'MAXDNAME', 'MAXCDNAME', 'MAXLABEL', 'HFIXEDSZ', 'QFIXEDSZ', 'RRFIXEDSZ', 'INT32SZ', 'INT16SZ', 'INT8SZ', 'INADDRSZ', 'IN6ADDRSZ'].map((name) => `#define ${name} NS_${name}`).join('\n')}
#define INDIR_MASK NS_CMPRSFLGS
#define NAMESERVER_PORT NS_DEFAULTPORT
${['query', 'iquery', 'status'].map((name) => `#define ${name.toUpperCase()} ns_o_${name}`).join('\n')}
#define NOTIMP ns_r_notimpl
${['noerror', 'formerr', 'servfail', 'nxdomain', 'refused', 'yxdomain', 'yxrrset', 'nxrrset', 'notauth', 'notzone'].map((name) => `#define ${name.toUpperCase()} ns_r_${name}`).join('\n')}
${TYPES.map(([name]) => `#define T_${name.toUpperCase()} ns_t_${name}`).join('\n')}
${['in', 'chaos', 'hs', 'none', 'any'].map((name) => `#define C_${name.toUpperCase()} ns_c_${name}`).join('\n')}
#define NS_GET16(s, cp) do { (s) = ns_get16(cp); (cp) += NS_INT16SZ; } while (0)
#define NS_GET32(l, cp) do { (l) = ns_get32(cp); (cp) += NS_INT32SZ; } while (0)
#define NS_PUT16(s, cp) do { ns_put16((s), (cp)); (cp) += NS_INT16SZ; } while (0)
#define NS_PUT32(l, cp) do { ns_put32((l), (cp)); (cp) += NS_INT32SZ; } while (0)
#define GETSHORT NS_GET16
#define GETLONG NS_GET32
#define PUTSHORT NS_PUT16
#define PUTLONG NS_PUT32
typedef struct {
    unsigned id : 16, rd : 1, tc : 1, aa : 1, opcode : 4, qr : 1, rcode : 4, cd : 1, ad : 1, unused : 1, ra : 1;
    unsigned qdcount : 16, ancount : 16, nscount : 16, arcount : 16;
} HEADER;
int ns_msg_getflag(ns_msg handle, int flag);
unsigned int ns_get16(const unsigned char *src);
unsigned long ns_get32(const unsigned char *src);
void ns_put16(unsigned int src, unsigned char *dst);
void ns_put32(unsigned long src, unsigned char *dst);
int ns_initparse(const unsigned char *msg, int msglen, ns_msg *handle);
int ns_skiprr(const unsigned char *ptr, const unsigned char *eom, ns_sect section, int count);
int ns_parserr(ns_msg *handle, ns_sect section, int rrnum, ns_rr *rr);
int ns_name_ntop(const unsigned char *src, char *dst, size_t dstsiz);
int ns_name_pton(const char *src, unsigned char *dst, size_t dstsiz);
int ns_name_unpack(const unsigned char *msg, const unsigned char *eom, const unsigned char *src, unsigned char *dst, size_t dstsiz);
int ns_name_pack(const unsigned char *src, unsigned char *dst, int dstsiz, const unsigned char **dnptrs, const unsigned char **lastdnptr);
int ns_name_uncompress(const unsigned char *msg, const unsigned char *eom, const unsigned char *src, char *dst, size_t dstsiz);
int ns_name_compress(const char *src, unsigned char *dst, size_t dstsiz, const unsigned char **dnptrs, const unsigned char **lastdnptr);
int ns_name_skip(const unsigned char **ptrptr, const unsigned char *eom);`;

const RESOLV = `#define MAXNS 3
#define MAXDNSRCH 6
#define MAXRESOLVSORT 10
#define MAXDFLSRCH 3
#define LOCALDOMAINPARTS 2
#define RES_TIMEOUT 5
#define RES_MAXNDOTS 15
#define RES_MAXRETRANS 30
#define RES_MAXRETRY 5
#define RES_DFLRETRY 2
#define RES_MAXTIME 65535
#define _PATH_RESCONF "/etc/resolv.conf"
#define RES_INIT 0x1
#define RES_DEBUG 0x2
#define RES_USEVC 0x8
#define RES_IGNTC 0x20
#define RES_RECURSE 0x40
#define RES_DEFNAMES 0x80
#define RES_STAYOPEN 0x100
#define RES_DNSRCH 0x200
#define RES_NOALIASES 0x1000
#define RES_ROTATE 0x4000
#define RES_NOCHECKNAME 0x8000
#define RES_KEEPTSIG 0x10000
#define RES_USE_EDNS0 0x100000
#define RES_SNGLKUP 0x200000
#define RES_SNGLKUPREOP 0x400000
#define RES_USE_DNSSEC 0x800000
#define RES_NOTLDQUERY 0x1000000
#define RES_NORELOAD 0x2000000
#define RES_TRUSTAD 0x4000000
#define RES_NOAAAA 0x8000000
#define RES_DEFAULT (RES_RECURSE | RES_DEFNAMES | RES_DNSRCH)
struct __res_state {
    int retrans, retry;
    unsigned long options;
    int nscount;
    struct sockaddr_in nsaddr_list[MAXNS];
    unsigned short id;
    char *dnsrch[MAXDNSRCH + 1];
    char defdname[256];
    unsigned long pfcode;
    unsigned ndots : 4, nsort : 4, ipv6_unavail : 1, unused : 23;
    struct { struct in_addr addr; uint32_t mask; } sort_list[MAXRESOLVSORT];
    void *__glibc_unused_qhook, *__glibc_unused_rhook;
    int res_h_errno, _vcsock;
    unsigned int _flags;
    char __pad[52];
};
typedef struct __res_state *res_state;
#define nsaddr nsaddr_list[0]
extern struct __res_state _res;
int res_init(void);
int res_query(${NAME});
int res_search(${NAME});
int res_querydomain(${DOMAIN});
int res_mkquery(${MAKE});
int res_send(${QUERY});
int res_ninit(res_state state);
void res_nclose(res_state state);
int res_nquery(res_state state, ${NAME});
int res_nsearch(res_state state, ${NAME});
int res_nquerydomain(res_state state, ${DOMAIN});
int res_nmkquery(res_state state, ${MAKE});
int res_nsend(res_state state, ${QUERY});
int dn_expand(const unsigned char *msg, const unsigned char *eom, const unsigned char *src, char *dst, int dstsiz);
int dn_comp(const char *src, unsigned char *dst, int dstsiz, unsigned char **dnptrs, unsigned char **lastdnptr);
int dn_skipname(const unsigned char *comp_dn, const unsigned char *eom);`;

export const RESOLVER_PART: LibraryPart = {
  headers: [
    { name: 'arpa/nameser.h', includes: ['stdint.h', 'sys/types.h', 'sys/param.h'], text: NAMESER },
    { name: 'arpa/nameser_compat.h', text: '' },
    {
      name: 'resolv.h',
      includes: ['netinet/in.h', 'arpa/nameser.h', 'stdio.h', 'sys/types.h'],
      text: RESOLV,
    },
  ],
  sources: [...NAME_SERVER_SOURCES, { name: 'libc/resolver.c', text: RESOLVER }],
};
