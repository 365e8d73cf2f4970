// <netinet/ether.h>, <net/ethernet.h>, <linux/if_packet.h> ...: names below and beside the network; entries of
// /etc/hosts in turn.
//
// Source: glibc 2.36 prototypes; ether_aton(3), ether_line(3), gethostent(3); Linux uapi headers for structs.

import type { LibraryPart } from './parts.ts';

const HOSTS = String.raw`#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static FILE *hosts;

void sethostent(int stay_open) {
    (void) stay_open;
    if (hosts) rewind(hosts);
}

void endhostent(void) {
    if (hosts) fclose(hosts);
    hosts = NULL;
}

/* The next line with an address of IPv4, or with that of IPv6's loopback, for which 127.0.0.1 stands. */
struct hostent *gethostent(void) {
    static char line[512], *aliases[32], *addresses[2];
    static struct in_addr address;
    static struct hostent entry;
    struct in6_addr other;
    if (!hosts && !(hosts = fopen("/etc/hosts", "re"))) return NULL;
    while (fgets(line, sizeof line, hosts)) {
        char *keep, *name;
        int n = 0;
        line[strcspn(line, "#\n")] = '\0';
        char *text = strtok_r(line, " \t", &keep);
        if (!text || !(name = strtok_r(NULL, " \t", &keep))) continue;
        if (!inet_aton(text, &address)) {
            if (inet_pton(AF_INET6, text, &other) != 1 || !IN6_IS_ADDR_LOOPBACK(&other)) continue;
            address.s_addr = htonl(INADDR_LOOPBACK);
        }
        while (n < 31 && (aliases[n] = strtok_r(NULL, " \t", &keep))) n++;
        aliases[n] = NULL;
        addresses[0] = (char *) &address;
        entry = (struct hostent) {name, aliases, AF_INET, sizeof address, addresses};
        return &entry;
    }
    return NULL;
}

void setnetent(int stay_open) {
    (void) stay_open;
}

void endnetent(void) {
}

struct netent *getnetent(void) {
    return NULL;
}
`;

const ETHER = `#include <netinet/ether.h>
#include <stdio.h>
#include <string.h>

char *ether_ntoa_r(const struct ether_addr *addr, char *buf) {
    const unsigned char *a = addr->ether_addr_octet;
    sprintf(buf, "%x:%x:%x:%x:%x:%x", a[0], a[1], a[2], a[3], a[4], a[5]);
    return buf;
}

char *ether_ntoa(const struct ether_addr *addr) {
    static char text[18];
    return ether_ntoa_r(addr, text);
}

struct ether_addr *ether_aton_r(const char *asc, struct ether_addr *addr) {
    unsigned int a[6];
    int end = 0;
    if (sscanf(asc, "%2x:%2x:%2x:%2x:%2x:%2x%n", a, a + 1, a + 2, a + 3, a + 4, a + 5, &end) != 6 || !end) return NULL;
    for (int i = 0; i < 6; i++) addr->ether_addr_octet[i] = a[i];
    return addr;
}

struct ether_addr *ether_aton(const char *asc) {
    static struct ether_addr address;
    return ether_aton_r(asc, &address);
}
`;

const ETHERS = String.raw`#define _GNU_SOURCE
#include <netinet/ether.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* A line of /etc/ethers: an address, blanks, a name; what # begins is no part of it. */
int ether_line(const char *line, struct ether_addr *addr, char *hostname) {
    unsigned int a[6];
    int end = 0;
    if (sscanf(line, "%2x:%2x:%2x:%2x:%2x:%2x%n", a, a + 1, a + 2, a + 3, a + 4, a + 5, &end) != 6 || !end) return -1;
    if (line[end] != ' ' && line[end] != '\t') return -1;
    for (int i = 0; i < 6; i++) addr->ether_addr_octet[i] = (unsigned char) a[i];
    line += end + strspn(line + end, " \t");
    size_t n = strcspn(line, "# \t\n");
    if (n == 0) return -1;
    memcpy(hostname, line, n);
    hostname[n] = '\0';
    return 0;
}

/* Looks for a name, or for an address if there is none. */
static int look(char *name, struct ether_addr *address, int by_name) {
    char line[256], found[256];
    struct ether_addr other;
    int result = -1;
    FILE *file = fopen("/etc/ethers", "re");
    while (result < 0 && file && fgets(line, sizeof line, file)) {
        if (ether_line(line, &other, found) < 0) continue;
        if (by_name ? strcasecmp(name, found) != 0 : memcmp(&other, address, sizeof other) != 0) continue;
        if (by_name) *address = other;
        else strcpy(name, found);
        result = 0;
    }
    if (file) fclose(file);
    return result;
}

int ether_hostton(const char *hostname, struct ether_addr *addr) {
    return look((char *) hostname, addr, 1);
}

int ether_ntohost(char *hostname, const struct ether_addr *addr) {
    return look(hostname, (struct ether_addr *) addr, 0);
}
`;

/** Networks have no names: there is no /etc/networks. */
const NETWORKS = `#include <netdb.h>

struct netent *getnetbyname(const char *name) {
    (void) name;
    return NULL;
}

struct netent *getnetbyaddr(uint32_t net, int type) {
    (void) net, (void) type;
    return NULL;
}
`;

export const NAMES_PART: LibraryPart = {
  headers: [
    {
      name: 'net/ethernet.h',
      includes: ['stdint.h', 'sys/types.h'],
      text: `#define ETH_ALEN 6
#define ETH_HLEN 14
#define ETH_DATA_LEN 1500
#define ETH_FRAME_LEN 1514
#define ETH_ZLEN 60
#define ETH_FCS_LEN 4
#define ETH_P_LOOP 0x0060
#define ETH_P_RARP 0x8035
#define ETH_P_8021Q 0x8100
#define ETH_P_802_3 0x0001
#define ETHERTYPE_PUP 0x0200
#define ETHERTYPE_REVARP 0x8035
#define ETHERTYPE_VLAN 0x8100
#define ETHER_TYPE_LEN 2
#define ETHER_CRC_LEN 4
#define ETHER_MIN_LEN 64
#define ETHER_MAX_LEN 1518
#define ETHERMTU ETH_DATA_LEN
#define ETHERMIN 46
#define ETH_P_IP 0x0800
#define ETH_P_ARP 0x0806
#define ETH_P_IPV6 0x86DD
#define ETH_P_ALL 0x0003
#define ETHERTYPE_IP 0x0800
#define ETHERTYPE_ARP 0x0806
#define ETHERTYPE_IPV6 0x86dd
#define ETHER_ADDR_LEN ETH_ALEN
#define ETHER_HDR_LEN ETH_HLEN
struct ether_addr { uint8_t ether_addr_octet[ETH_ALEN]; } __attribute__((packed));
struct ether_header {
    uint8_t ether_dhost[ETH_ALEN], ether_shost[ETH_ALEN];
    uint16_t ether_type;
} __attribute__((packed));`,
    },
    {
      name: 'linux/if_ether.h',
      includes: ['net/ethernet.h'],
      text: `struct ethhdr {
    unsigned char h_dest[ETH_ALEN], h_source[ETH_ALEN];
    uint16_t h_proto;
} __attribute__((packed));`,
    },
    {
      name: 'netpacket/packet.h',
      includes: ['stdint.h'],
      text: `#define PACKET_HOST 0
#define PACKET_BROADCAST 1
#define PACKET_MULTICAST 2
#define PACKET_OTHERHOST 3
#define PACKET_OUTGOING 4
#define PACKET_ADD_MEMBERSHIP 1
#define PACKET_MR_PROMISC 1
struct sockaddr_ll {
    unsigned short sll_family, sll_protocol;
    int sll_ifindex;
    unsigned short sll_hatype;
    unsigned char sll_pkttype, sll_halen, sll_addr[8];
};
struct packet_mreq {
    int mr_ifindex;
    unsigned short mr_type, mr_alen;
    unsigned char mr_address[8];
};`,
    },
    { name: 'linux/if_packet.h', includes: ['netpacket/packet.h'], text: '' },
    {
      name: 'netinet/ether.h',
      includes: ['netinet/if_ether.h'],
      text: `char *ether_ntoa(const struct ether_addr *addr);
char *ether_ntoa_r(const struct ether_addr *addr, char *buf);
struct ether_addr *ether_aton(const char *asc);
struct ether_addr *ether_aton_r(const char *asc, struct ether_addr *addr);
int ether_line(const char *line, struct ether_addr *addr, char *hostname);
int ether_hostton(const char *hostname, struct ether_addr *addr);
int ether_ntohost(char *hostname, const struct ether_addr *addr);`,
    },
    {
      name: 'arpa/telnet.h',
      text: `#define IAC 255
#define DONT 254
#define DO 253
#define WONT 252
#define WILL 251
#define SB 250
#define GA 249
#define EL 248
#define EC 247
#define AYT 246
#define AO 245
#define IP 244
#define BREAK 243
#define DM 242
#define NOP 241
#define SE 240
#define EOR 239
#define ABORT 238
#define SUSP 237
#define xEOF 236
#define SYNCH 242
#define TELOPT_BINARY 0
#define TELOPT_ECHO 1
#define TELOPT_SGA 3
#define TELOPT_STATUS 5
#define TELOPT_TM 6
#define TELOPT_TTYPE 24
#define TELOPT_NAWS 31
#define TELOPT_LINEMODE 34`,
    },
    { name: 'linux/tcp.h', includes: ['netinet/tcp.h'], text: '' },
    { name: 'linux/if.h', includes: ['net/if.h'], text: '' },
    { name: 'linux/un.h', includes: ['sys/un.h'], text: '' },
    { name: 'linux/limits.h', includes: ['limits.h'], text: '' },
    { name: 'sys/signal.h', includes: ['signal.h'], text: '' },
    { name: 'sys/errno.h', includes: ['errno.h'], text: '' },
    { name: 'sys/fcntl.h', includes: ['fcntl.h'], text: '' },
    { name: 'sys/unistd.h', includes: ['unistd.h'], text: '' },
    { name: 'sys/termios.h', includes: ['termios.h'], text: '' },
    { name: 'memory.h', includes: ['string.h'], text: '' },
    { name: 'asm/types.h', includes: ['linux/types.h'], text: '' },
    {
      name: 'paths.h',
      text: `#define _PATH_DEFPATH "/usr/bin:/bin"
#define _PATH_BSHELL "/bin/sh"
#define _PATH_CONSOLE "/dev/console"
#define _PATH_DEVNULL "/dev/null"
#define _PATH_TTY "/dev/tty"
#define _PATH_DEV "/dev/"
#define _PATH_TMP "/tmp/"
#define _PATH_VARRUN "/var/run/"
#define _PATH_UTMP "/var/run/utmp"
#define _PATH_WTMP "/var/log/wtmp"
#define _PATH_LASTLOG "/var/log/lastlog"
#define _PATH_SHADOW "/etc/shadow"
#define _PATH_MOUNTED "/etc/mtab"
#define _PATH_MNTTAB "/etc/fstab"
#define _PATH_STDPATH "/usr/bin:/bin:/usr/sbin:/sbin"
#define _PATH_CSHELL "/bin/csh"
#define _PATH_DEVDB "/var/run/dev.db"
#define _PATH_DRUM "/dev/drum"
#define _PATH_GSHADOW "/etc/gshadow"
#define _PATH_KLOG "/proc/kmsg"
#define _PATH_KMEM "/dev/kmem"
#define _PATH_MAILDIR "/var/mail"
#define _PATH_MAN "/usr/share/man"
#define _PATH_MEM "/dev/mem"
#define _PATH_NOLOGIN "/etc/nologin"
#define _PATH_PRESERVE "/var/lib"
#define _PATH_RWHODIR "/var/spool/rwho"
#define _PATH_SENDMAIL "/usr/sbin/sendmail"
#define _PATH_SHELLS "/etc/shells"
#define _PATH_UNIX "/boot/vmlinux"
#define _PATH_VARDB "/var/lib/misc/"
#define _PATH_VARTMP "/var/tmp/"
#define _PATH_VI "/usr/bin/vi"`,
    },
  ],
  sources: [
    { name: 'libc/hosts-in-turn.c', text: HOSTS },
    { name: 'libc/ethers.c', text: ETHERS },
    { name: 'libc/ether.c', text: ETHER },
    { name: 'libc/networks.c', text: NETWORKS },
  ],
};
