// The headers of the network: <sys/socket.h>, <netinet/in.h>, <arpa/inet.h>, <netdb.h>, <sys/ioctl.h> ...
//
// Source: glibc 2.36 prototypes on x86-64; test/unit/abi compiles each with gcc.

import { defines } from './defines.ts';
import type { HeaderSpec } from './headers.ts';
import {
  ADDRINFO,
  HOSTENT,
  IN_ADDR,
  LINGER,
  MSGHDR,
  SOCKADDR,
  SOCKADDR_IN,
  SOCKADDR_IN6,
  SOCKADDR_STORAGE,
  SOCKADDR_UN,
  structText,
  TCP_INFO_LAYOUT,
  UCRED,
  WINSIZE,
} from './structs.ts';

/** struct sockaddr_un and sockaddr share the type of their first field. */
const SOCKADDR_TYPES: HeaderSpec = {
  name: 'bits/sockaddr.h',
  text: `typedef unsigned short sa_family_t;
typedef unsigned int socklen_t;`,
};

export const NET_HEADERS: readonly HeaderSpec[] = [
  SOCKADDR_TYPES,
  {
    name: 'sys/socket.h',
    includes: ['sys/types.h', 'sys/select.h', 'bits/sockaddr.h', 'bits/iovec.h'],
    groups: ['af', 'sock', 'so', 'msg', 'shut'],
    constants: [
      'AF_LOCAL',
      'PF_UNSPEC',
      'PF_UNIX',
      'PF_LOCAL',
      'PF_INET',
      'PF_INET6',
      'SOL_SOCKET',
      'SOMAXCONN',
    ],
    structs: [SOCKADDR, SOCKADDR_STORAGE, MSGHDR, LINGER],
    text: `#ifdef _GNU_SOURCE
${structText(UCRED)}
int accept4(int fd, struct sockaddr *addr, socklen_t *addr_len, int flags);
#endif
int socket(int domain, int type, int protocol);
int socketpair(int domain, int type, int protocol, int fds[2]);
int bind(int fd, const struct sockaddr *addr, socklen_t len);
int getsockname(int fd, struct sockaddr *addr, socklen_t *len);
int connect(int fd, const struct sockaddr *addr, socklen_t len);
int getpeername(int fd, struct sockaddr *addr, socklen_t *len);
ssize_t send(int fd, const void *buf, size_t n, int flags);
ssize_t recv(int fd, void *buf, size_t n, int flags);
ssize_t sendto(int fd, const void *buf, size_t n, int flags, const struct sockaddr *addr,
               socklen_t addr_len);
ssize_t recvfrom(int fd, void *buf, size_t n, int flags, struct sockaddr *addr,
                 socklen_t *addr_len);
ssize_t sendmsg(int fd, const struct msghdr *message, int flags);
ssize_t recvmsg(int fd, struct msghdr *message, int flags);
#ifdef _GNU_SOURCE
struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
int sendmmsg(int fd, struct mmsghdr *vmessages, unsigned int vlen, int flags);
int recvmmsg(int fd, struct mmsghdr *vmessages, unsigned int vlen, int flags, struct timespec *tmo);
#endif
int getsockopt(int fd, int level, int optname, void *optval, socklen_t *optlen);
int setsockopt(int fd, int level, int optname, const void *optval, socklen_t optlen);
int listen(int fd, int n);
int accept(int fd, struct sockaddr *addr, socklen_t *addr_len);
int shutdown(int fd, int how);
int sockatmark(int fd);
int isfdtype(int fd, int fdtype);
struct cmsghdr {
    size_t cmsg_len;
    int cmsg_level;
    int cmsg_type;
};
#define CMSG_ALIGN(len) (((len) + 7) & ~(size_t) 7)
#define CMSG_SPACE(len) (CMSG_ALIGN(len) + CMSG_ALIGN(sizeof(struct cmsghdr)))
#define CMSG_LEN(len) (CMSG_ALIGN(sizeof(struct cmsghdr)) + (len))
#define CMSG_DATA(cmsg) ((unsigned char *) ((struct cmsghdr *) (cmsg) + 1))
#define CMSG_FIRSTHDR(message) \\
    ((message)->msg_controllen >= sizeof(struct cmsghdr) \\
         ? (struct cmsghdr *) (message)->msg_control : (struct cmsghdr *) 0)
#define CMSG_NXTHDR(message, cmsg) __cmsg_nxthdr(message, cmsg)
struct cmsghdr *__cmsg_nxthdr(struct msghdr *message, struct cmsghdr *cmsg);
#define SCM_RIGHTS 1
#define SCM_CREDENTIALS 2`,
  },
  {
    name: 'sys/ioctl.h',
    groups: ['ioctl'],
    constants: ['TIOCOUTQ'],
    structs: [WINSIZE],
    text: `#include <bits/sockios.h>
#include <linux/ioctl.h>
#include <sys/ttydefaults.h>
${defines(`TCSETSW=0x5403 TCSETSF=0x5404 TCSBRK=0x5409 TCXONC=0x540a TCFLSH=0x540b TIOCEXCL=0x540c TIOCNXCL=0x540d
  TIOCSCTTY=0x540e TIOCGPGRP=0x540f TIOCSPGRP=0x5410 TIOCSTI=0x5412 TIOCSWINSZ=0x5414 TIOCMGET=0x5415
  TIOCMBIS=0x5416 TIOCMBIC=0x5417 TIOCMSET=0x5418 TIOCINQ=FIONREAD TIOCNOTTY=0x5422 TIOCGSID=0x5429
  TIOCM_LE=0x001 TIOCM_DTR=0x002 TIOCM_RTS=0x004 TIOCM_CTS=0x020 TIOCM_CAR=0x040 TIOCM_RNG=0x080
  TIOCM_DSR=0x100 TIOCM_CD=TIOCM_CAR TIOCM_RI=TIOCM_RNG`)}
int ioctl(int fd, unsigned long request, ...);`,
  },
  {
    name: 'linux/errqueue.h',
    includes: ['stdint.h', 'time.h'],
    constants: [
      ...['SO_EE_ORIGIN_LOCAL', 'SO_EE_ORIGIN_ICMP', 'SO_EE_ORIGIN_ZEROCOPY'],
      'SO_EE_CODE_ZEROCOPY_COPIED',
    ],
    text: `struct sock_extended_err {
    uint32_t ee_errno;
    uint8_t ee_origin, ee_type, ee_code, ee_pad;
    uint32_t ee_info, ee_data;
};
struct scm_timestamping { struct timespec ts[3]; };
#define SO_EE_ORIGIN_NONE 0
#define SO_EE_ORIGIN_ICMP6 3
#define SO_EE_OFFENDER(ee) ((struct sockaddr *)((ee) + 1))`,
  },
  {
    name: 'linux/sockios.h',
    includes: ['sys/ioctl.h'],
    constants: ['SIOCINQ'],
    text: '',
  },
  {
    name: 'netinet/in.h',
    includes: ['stdint.h', 'sys/socket.h'],
    groups: ['ipproto', 'ip', 'ipv6'],
    constants: ['SOL_IP', 'SOL_IPV6', 'INET_ADDRSTRLEN', 'INET6_ADDRSTRLEN', 'IPPORT_RESERVED'],
    before: `typedef uint32_t in_addr_t;
typedef uint16_t in_port_t;
struct in6_addr {
    union {
        uint8_t __u6_addr8[16];
        uint16_t __u6_addr16[8];
        uint32_t __u6_addr32[4];
    } __in6_u;
};
#define s6_addr __in6_u.__u6_addr8
#define s6_addr16 __in6_u.__u6_addr16
#define s6_addr32 __in6_u.__u6_addr32`,
    structs: [IN_ADDR, SOCKADDR_IN, SOCKADDR_IN6],
    text: `#include <bits/in-more.h>
#ifdef _GNU_SOURCE
#include <bits/in-gnu.h>
#endif
extern const struct in6_addr in6addr_any, in6addr_loopback;
#define INADDR_ANY ((in_addr_t) 0x00000000)
#define INADDR_BROADCAST ((in_addr_t) 0xffffffff)
#define INADDR_NONE ((in_addr_t) 0xffffffff)
#define INADDR_LOOPBACK ((in_addr_t) 0x7f000001)
uint32_t ntohl(uint32_t netlong);
uint16_t ntohs(uint16_t netshort);
uint32_t htonl(uint32_t hostlong);
uint16_t htons(uint16_t hostshort);`,
  },
  {
    name: 'netinet/tcp.h',
    includes: ['stdint.h'],
    groups: ['tcp', 'tcpstate'],
    constants: ['SOL_TCP'],
    structs: [TCP_INFO_LAYOUT],
    // As <stddef.h> may be asked for a part of it.
    text: '#ifndef __need_tcp_options\n#include <bits/tcp-more.h>\n#endif',
  },
  {
    name: 'arpa/inet.h',
    includes: ['netinet/in.h'],
    text: `in_addr_t inet_addr(const char *cp);
char *inet_ntoa(struct in_addr in);
int inet_pton(int af, const char *cp, void *buf);
const char *inet_ntop(int af, const void *cp, char *buf, socklen_t len);
int inet_aton(const char *cp, struct in_addr *inp);
in_addr_t inet_network(const char *cp);
in_addr_t inet_netof(struct in_addr in);
in_addr_t inet_lnaof(struct in_addr in);
struct in_addr inet_makeaddr(in_addr_t net, in_addr_t host);`,
  },
  {
    name: 'sys/un.h',
    includes: ['bits/sockaddr.h'],
    structs: [SOCKADDR_UN],
    text: `#define SUN_LEN(ptr) (__builtin_offsetof(struct sockaddr_un, sun_path) + __builtin_strlen((ptr)->sun_path))`,
  },
  {
    name: 'netdb.h',
    includes: ['netinet/in.h'],
    groups: ['ai', 'eai', 'ni', 'herror'],
    structs: [ADDRINFO, HOSTENT],
    text: `#define _PATH_HEQUIV "/etc/hosts.equiv"
#define _PATH_HOSTS "/etc/hosts"
#define _PATH_NETWORKS "/etc/networks"
#define _PATH_NSSWITCH_CONF "/etc/nsswitch.conf"
#define _PATH_PROTOCOLS "/etc/protocols"
#define _PATH_SERVICES "/etc/services"
#define h_addr h_addr_list[0]
extern _Thread_local int h_errno;
#define h_errno h_errno
#define NETDB_SUCCESS 0
#define NETDB_INTERNAL (-1)
#define NO_ADDRESS NO_DATA
struct servent {
    char *s_name;
    char **s_aliases;
    int s_port;
    char *s_proto;
};
struct protoent {
    char *p_name;
    char **p_aliases;
    int p_proto;
};
struct netent {
    char *n_name;
    char **n_aliases;
    int n_addrtype;
    uint32_t n_net;
};
struct netent *getnetbyname(const char *name);
struct netent *getnetbyaddr(uint32_t net, int type);
struct servent *getservbyname(const char *name, const char *proto);
struct servent *getservbyport(int port, const char *proto);
struct protoent *getprotobyname(const char *name);
struct protoent *getprotobynumber(int proto);
struct hostent *gethostbyname2(const char *name, int af);
struct hostent *gethostbyaddr(const void *addr, socklen_t len, int type);
int getaddrinfo(const char *name, const char *service, const struct addrinfo *req,
                struct addrinfo **pai);
void freeaddrinfo(struct addrinfo *ai);
const char *gai_strerror(int ecode);
#ifdef _GNU_SOURCE
#define EAI_INPROGRESS (-100)
#define EAI_CANCELED (-101)
#define EAI_NOTCANCELED (-102)
#define EAI_ALLDONE (-103)
#define EAI_INTR (-104)
#define GAI_WAIT 0
#define GAI_NOWAIT 1
struct gaicb {
    const char *ar_name, *ar_service;
    const struct addrinfo *ar_request;
    struct addrinfo *ar_result;
    int __return, __glibc_reserved[5];
};
struct sigevent;
struct timespec;
int getaddrinfo_a(int mode, struct gaicb *list[], int nitems, struct sigevent *sevp);
int gai_error(struct gaicb *req);
int gai_suspend(const struct gaicb *const list[], int nitems, const struct timespec *timeout);
int gai_cancel(struct gaicb *req);
#endif
int getnameinfo(const struct sockaddr *sa, socklen_t salen, char *host, socklen_t hostlen,
                char *serv, socklen_t servlen, int flags);
struct hostent *gethostbyname(const char *name);
const char *hstrerror(int err_num);
void herror(const char *str);
int getservbyname_r(const char *name, const char *proto, struct servent *result_buf, char *buf,
                    size_t buflen, struct servent **result);
int getservbyport_r(int port, const char *proto, struct servent *result_buf, char *buf, size_t buflen,
                    struct servent **result);
int getprotobyname_r(const char *name, struct protoent *result_buf, char *buf, size_t buflen,
                     struct protoent **result);
int getprotobynumber_r(int proto, struct protoent *result_buf, char *buf, size_t buflen,
                       struct protoent **result);
int gethostbyname_r(const char *name, struct hostent *result_buf, char *buf, size_t buflen,
                    struct hostent **result, int *h_errnop);
int gethostbyname2_r(const char *name, int af, struct hostent *result_buf, char *buf, size_t buflen,
                     struct hostent **result, int *h_errnop);
int gethostbyaddr_r(const void *addr, socklen_t len, int type, struct hostent *result_buf, char *buf,
                    size_t buflen, struct hostent **result, int *h_errnop);
void setservent(int stay_open);
void endservent(void);
struct servent *getservent(void);
void setprotoent(int stay_open);
void endprotoent(void);
struct protoent *getprotoent(void);
void sethostent(int stay_open);
void endhostent(void);
struct hostent *gethostent(void);
void setnetent(int stay_open);
void endnetent(void);
struct netent *getnetent(void);`,
  },
];
