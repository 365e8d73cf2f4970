// Macros with arguments and layouts that programs for many machines take from network headers.
#define _GNU_SOURCE
#include <asm/byteorder.h>
#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <linux/errqueue.h>
#include <linux/filter.h>
#include <linux/if_tun.h>
#include <linux/net_tstamp.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <netinet/icmp6.h>
#include <netinet/if_ether.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define SAY(value) printf(#value " %lld\n", (long long) (value))

static void requests(void) {
    SAY(_IO('x', 1));
    SAY(_IOR('x', 2, int));
    SAY(_IOW('x', 3, struct stat));
    SAY(_IOWR('x', 4, char[100]));
    SAY(_IOC_SIZE(_IOR('x', 2, long)) * 1000 + _IOC_NR(TUNSETIFF) + _IOC_TYPE(TUNSETIFF));
    SAY(_IOC_DIR(TUNGETIFF));
    SAY(CTRL('C'));
    SAY(CEOF + CERASE + CINTR);
    SAY(TUNSETVNETHDRSZ);
    SAY(IFF_TAP | IFF_NO_PI | IFF_MULTI_QUEUE);
    SAY(SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_OPT_TSONLY);
    SAY(sizeof(struct sockaddr_vm));
    SAY(VMADDR_CID_ANY);
    SAY(__be32_to_cpu(__cpu_to_be32(0x01020304)) + __cpu_to_be16(1));
    SAY(NLA_ALIGN(5));
    SAY(BPF_RVAL(BPF_RET | BPF_A) + BPF_MISCOP(BPF_MISC | BPF_TXA));
#ifdef _SEM_SEMUN_UNDEFINED
    puts("union semun is the program's");
#endif
}

static void packets(void) {
    unsigned char mac[6];
    struct in_addr group = {htonl(0xe0ff0102)};
    struct in6_addr all = {{{0xff, 2, [15] = 1}}};
    struct stat st = {0};
    ETHER_MAP_IP_MULTICAST(&group, mac);
    for (int i = 0; i < 6; i++) printf("%02x%c", mac[i], i < 5 ? ':' : '\n');
    SAY(IN6_IS_ADDR_MC_LINKLOCAL(&all) != 0);
    SAY(IN6_IS_ADDR_MC_GLOBAL(&all) != 0);
    SAY(IN_BADCLASS(0xf0000001) != 0);
    SAY(IN_EXPERIMENTAL(0xdfffffff) != 0);
    SAY(IPTOS_PREC(0xb8) + IPTOS_TOS(0xb8));
    SAY(IPTOS_DSCP(0xbb) + IPTOS_ECN(0xbb) + IPTOS_CLASS(0xbb));
    SAY(IPOPT_COPIED(IPOPT_LSRR) + IPOPT_NUMBER(IPOPT_LSRR) + IPOPT_CLASS(IPOPT_TS));
    SAY(S_TYPEISMQ(&st));
    SAY(sizeof(struct nd_router_advert) + 100 * sizeof(struct nd_neighbor_solicit) + 10000 * sizeof(struct nd_redirect));
    SAY(sizeof(struct nd_opt_prefix_info) + 100 * sizeof(struct nd_opt_rd_hdr) + 10000 * sizeof(struct nd_opt_mtu));
    SAY(offsetof(struct nd_opt_prefix_info, nd_opt_pi_prefix));
    SAY(sizeof(struct mld_hdr) + sizeof(struct nd_opt_hdr));
    struct nd_router_advert advert;
    memset(&advert, 0, sizeof advert);
    advert.nd_ra_type = ND_ROUTER_ADVERT;
    advert.nd_ra_curhoplimit = 64;
    advert.nd_ra_flags_reserved = ND_RA_FLAG_MANAGED;
    advert.nd_ra_router_lifetime = htons(1800);
    const unsigned char *bytes = (const unsigned char *) &advert;
    for (size_t i = 0; i < sizeof advert; i++) printf("%02x%s", bytes[i], i + 1 < sizeof advert ? " " : "\n");
}

/* Requests that have no argument, of what is no terminal. */
static void without_argument(void) {
    int ends[2];
    if (pipe(ends) < 0) return;
    unsigned long list[] = {TIOCEXCL, TIOCNXCL, TIOCNOTTY, TIOCSBRK, TIOCCBRK};
    for (unsigned i = 0; i < sizeof list / sizeof *list; i++) printf("%d %d\n", ioctl(ends[0], list[i]), errno);
    printf("%d %d\n", ioctl(ends[0], FIOCLEX), fcntl(ends[0], F_GETFD));
    printf("%d %d\n", ioctl(ends[0], FIONCLEX), fcntl(ends[0], F_GETFD));
}

static void international_time(void) {
    struct timespec tai, wall;
    printf("%d", clock_gettime(CLOCK_TAI, &tai));
    clock_gettime(CLOCK_REALTIME, &wall);
    printf(" %d\n", tai.tv_sec - wall.tv_sec <= 60 && wall.tv_sec - tai.tv_sec < 2);
}

static void routing_header(void) {
    unsigned char bytes[8 + 3 * 16], back[sizeof bytes];
    struct in6_addr hops[3] = {{{{1}}}, {{{2}}}, {{{3}}}};
    printf("%u %u %u %d\n", inet6_rth_space(0, 3), inet6_rth_space(0, 128), inet6_rth_space(2, 1),
           inet6_rth_init(bytes, sizeof bytes - 1, 0, 3) == NULL);
    printf("%d", inet6_rth_init(bytes, sizeof bytes, IPV6_RTHDR_TYPE_0, 3) == bytes);
    for (int i = 0; i < 3; i++) printf(" %d", inet6_rth_add(bytes, &hops[i]));
    printf(" %d %d\n", inet6_rth_add(bytes, &hops[0]), inet6_rth_segments(bytes));
    printf("%d", inet6_rth_reverse(bytes, back));
    printf(" %d", inet6_rth_reverse(bytes, bytes));
    printf(" %d %d\n", memcmp(bytes, back, sizeof back), inet6_rth_getaddr(back, 3) == NULL);
    for (int i = 0; i < 3; i++) printf("%d ", inet6_rth_getaddr(back, i)->s6_addr[0]);
    printf("%d %d %d\n", back[1], back[3], (int) sizeof(struct ip6_mtuinfo));
    printf("%zu %zu\n", sizeof(struct ip6_rthdr0), sizeof(struct scm_timestamping));
}

int main(void) {
    routing_header();
    without_argument();
    international_time();
    requests();
    packets();
    /* stdlib.h alone is enough for what system() answers. */
    SAY(WEXITSTATUS(0x300) + WIFEXITED(0x300) + WTERMSIG(9) + WIFSIGNALED(9) + WNOHANG);
    return 0;
}
