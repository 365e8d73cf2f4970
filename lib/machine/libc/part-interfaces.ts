// <net/if.h>, <ifaddrs.h>, <netinet/ip_icmp.h>: what a program may ask of a host's interfaces.
//
// Source: glibc 2.36 prototypes; Linux uapi linux/if.h.
// Departs: getifaddrs asks with ioctl(2), where glibc asks by netlink: IPv6 and hardware addresses are
// worked out of the IPv4 one, as lib/net/ip.ts does, and there are no statistics in ifa_data; no raw sockets
// stand behind <netinet/ip_icmp.h>.

import type { LibraryPart } from './parts.ts';

const IN6_CONSTANTS = `#include <netinet/in.h>
const struct in6_addr in6addr_any = IN6ADDR_ANY_INIT;
const struct in6_addr in6addr_loopback = IN6ADDR_LOOPBACK_INIT;
`;

const INTERFACES = `#define _GNU_SOURCE
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int ask(unsigned long request, void *about) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    int result = ioctl(fd, request, about);
    int error = errno;
    close(fd);
    errno = error;
    return result;
}

unsigned int if_nametoindex(const char *ifname) {
    struct ifreq req = {0};
    if (strlen(ifname) >= IFNAMSIZ) {
        errno = ENODEV;
        return 0;
    }
    strcpy(req.ifr_name, ifname);
    return ask(SIOCGIFINDEX, &req) < 0 ? 0 : req.ifr_ifindex;
}

char *if_indextoname(unsigned int ifindex, char *ifname) {
    struct ifreq req = {0};
    req.ifr_ifindex = ifindex;
    if (ask(SIOCGIFNAME, &req) < 0) {
        if (errno == ENODEV) errno = ENXIO;
        return NULL;
    }
    return strcpy(ifname, req.ifr_name);
}

static int list(struct ifreq *reqs, int most) {
    struct ifconf conf = {.ifc_len = most * sizeof *reqs, .ifc_req = reqs};
    return ask(SIOCGIFCONF, &conf) < 0 ? -1 : conf.ifc_len / (int) sizeof *reqs;
}

struct if_nameindex *if_nameindex(void) {
    struct ifreq reqs[32];
    int n = list(reqs, 32);
    struct if_nameindex *names = n < 0 ? NULL : calloc(n + 1, sizeof *names);
    for (int i = 0; names && i < n; i++) {
        names[i].if_index = if_nametoindex(reqs[i].ifr_name);
        names[i].if_name = strdup(reqs[i].ifr_name);
    }
    return names;
}

void if_freenameindex(struct if_nameindex *ptr) {
    for (struct if_nameindex *p = ptr; p->if_name; p++) free(p->if_name);
    free(ptr);
}

/* An entry and all that it points to; freeing the entry frees it. */
struct whole {
    struct ifaddrs entry;
    char name[IFNAMSIZ];
    struct sockaddr_storage addr, mask, broad;
};

static void plain(struct whole *w, struct ifreq req) {
    memcpy(&w->addr, &req.ifr_addr, sizeof req.ifr_addr);
    if (ask(SIOCGIFNETMASK, &req) == 0) memcpy(&w->mask, &req.ifr_netmask, sizeof req.ifr_netmask);
    if (ask(SIOCGIFBRDADDR, &req) == 0) memcpy(&w->broad, &req.ifr_broadaddr, sizeof req.ifr_broadaddr);
    w->entry.ifa_netmask = (struct sockaddr *) &w->mask;
    w->entry.ifa_broadaddr = (struct sockaddr *) (w->entry.ifa_flags & IFF_BROADCAST ? &w->broad : &w->addr);
}

static const unsigned char *bytes_of(const struct ifreq *req) {
    return (const unsigned char *) &((const struct sockaddr_in *) &req->ifr_addr)->sin_addr;
}

static void hardware(struct whole *w, const struct ifreq *req) {
    struct sockaddr_ll *at = (struct sockaddr_ll *) &w->addr;
    at->sll_family = AF_PACKET;
    at->sll_ifindex = if_nametoindex(w->name);
    at->sll_hatype = w->entry.ifa_flags & IFF_LOOPBACK ? 772 : 1;
    at->sll_halen = 6;
    if (!(w->entry.ifa_flags & IFF_LOOPBACK)) {
        at->sll_addr[0] = 2;
        memcpy(at->sll_addr + 2, bytes_of(req), 4);
    }
    w->broad.ss_family = AF_PACKET;
    w->entry.ifa_broadaddr = (struct sockaddr *) &w->broad;
}

static void longer(struct whole *w, const struct ifreq *req) {
    struct sockaddr_in6 *at = (struct sockaddr_in6 *) &w->addr, *mask = (struct sockaddr_in6 *) &w->mask;
    int loopback = w->entry.ifa_flags & IFF_LOOPBACK;
    at->sin6_family = mask->sin6_family = AF_INET6;
    if (loopback) at->sin6_addr = in6addr_loopback;
    else {
        at->sin6_addr.s6_addr[0] = 0xfd;
        memcpy(at->sin6_addr.s6_addr + 12, bytes_of(req), 4);
    }
    memset(mask->sin6_addr.s6_addr, 0xff, loopback ? 16 : 8);
    w->entry.ifa_netmask = (struct sockaddr *) mask;
}

/* As the kernel tells it: all interfaces, then their addresses of one family, then of the other. */
int getifaddrs(struct ifaddrs **ifap) {
    static const int families[] = {AF_PACKET, AF_INET, AF_INET6};
    struct ifreq reqs[32];
    int n = list(reqs, 32);
    *ifap = NULL;
    if (n < 0) return -1;
    for (int i = 0; i < 3 * n; i++) {
        struct whole *w = calloc(1, sizeof *w);
        if (!w) return -1;
        struct ifreq req = reqs[i % n];
        strcpy(w->name, req.ifr_name);
        if (ask(SIOCGIFFLAGS, &req) == 0) w->entry.ifa_flags = (unsigned short) req.ifr_flags;
        req = reqs[i % n];
        w->entry.ifa_name = w->name;
        w->entry.ifa_addr = (struct sockaddr *) &w->addr;
        if (families[i / n] == AF_PACKET) hardware(w, &req);
        else if (families[i / n] == AF_INET) plain(w, req);
        else longer(w, &req);
        *ifap = &w->entry;
        ifap = &w->entry.ifa_next;
    }
    return 0;
}

void freeifaddrs(struct ifaddrs *ifa) {
    while (ifa) {
        struct ifaddrs *next = ifa->ifa_next;
        free(ifa);
        ifa = next;
    }
}
`;

export const INTERFACES_PART: LibraryPart = {
  headers: [
    {
      name: 'net/if.h',
      includes: ['sys/types.h', 'sys/socket.h', 'bits/sockios.h'],
      text: `#define IFNAMSIZ 16
#define IF_NAMESIZE 16
#define IFF_UP 0x1
#define IFF_BROADCAST 0x2
#define IFF_DEBUG 0x4
#define IFF_LOOPBACK 0x8
#define IFF_POINTOPOINT 0x10
#define IFF_RUNNING 0x40
#define IFF_NOARP 0x80
#define IFF_PROMISC 0x100
#define IFF_ALLMULTI 0x200
#define IFF_NOTRAILERS 0x20
#define IFF_MASTER 0x400
#define IFF_SLAVE 0x800
#define IFF_PORTSEL 0x2000
#define IFF_AUTOMEDIA 0x4000
#define IFF_DYNAMIC 0x8000
#define IFF_MULTICAST 0x1000
struct ifreq {
    union { char ifrn_name[IFNAMSIZ]; } ifr_ifrn;
    union {
        struct sockaddr ifru_addr, ifru_dstaddr, ifru_broadaddr, ifru_netmask, ifru_hwaddr;
        short int ifru_flags;
        int ifru_ivalue;
        int ifru_mtu;
        struct ifmap {
            unsigned long mem_start, mem_end;
            unsigned short base_addr;
            unsigned char irq, dma, port;
        } ifru_map;
        char ifru_slave[IFNAMSIZ], ifru_newname[IFNAMSIZ], *ifru_data;
    } ifr_ifru;
};
#define ifr_name ifr_ifrn.ifrn_name
#define ifr_hwaddr ifr_ifru.ifru_hwaddr
#define ifr_addr ifr_ifru.ifru_addr
#define ifr_dstaddr ifr_ifru.ifru_dstaddr
#define ifr_broadaddr ifr_ifru.ifru_broadaddr
#define ifr_netmask ifr_ifru.ifru_netmask
#define ifr_flags ifr_ifru.ifru_flags
#define ifr_mtu ifr_ifru.ifru_mtu
#define ifr_ifindex ifr_ifru.ifru_ivalue
#define ifr_metric ifr_ifru.ifru_ivalue
#define ifr_bandwidth ifr_ifru.ifru_ivalue
#define ifr_qlen ifr_ifru.ifru_ivalue
#define ifr_map ifr_ifru.ifru_map
#define ifr_slave ifr_ifru.ifru_slave
#define ifr_newname ifr_ifru.ifru_newname
#define ifr_data ifr_ifru.ifru_data
struct ifconf {
    int ifc_len;
    union { char *ifcu_buf; struct ifreq *ifcu_req; } ifc_ifcu;
};
#define ifc_buf ifc_ifcu.ifcu_buf
#define ifc_req ifc_ifcu.ifcu_req
struct if_nameindex {
    unsigned int if_index;
    char *if_name;
};
unsigned int if_nametoindex(const char *ifname);
char *if_indextoname(unsigned int ifindex, char *ifname);
struct if_nameindex *if_nameindex(void);
void if_freenameindex(struct if_nameindex *ptr);`,
    },
    {
      name: 'ifaddrs.h',
      includes: ['sys/socket.h'],
      text: `struct ifaddrs {
    struct ifaddrs *ifa_next;
    char *ifa_name;
    unsigned int ifa_flags;
    struct sockaddr *ifa_addr;
    struct sockaddr *ifa_netmask;
    union { struct sockaddr *ifu_broadaddr, *ifu_dstaddr; } ifa_ifu;
    void *ifa_data;
};
#define ifa_broadaddr ifa_ifu.ifu_broadaddr
#define ifa_dstaddr ifa_ifu.ifu_dstaddr
int getifaddrs(struct ifaddrs **ifap);
void freeifaddrs(struct ifaddrs *ifa);`,
    },
  ],
  sources: [
    { name: 'libc/interfaces.c', text: INTERFACES },
    { name: 'libc/in6addr.c', text: IN6_CONSTANTS },
  ],
};
