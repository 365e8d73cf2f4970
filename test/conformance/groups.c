// Groups: who may join which, from whom one hears, and what a sender's own host hears of what it sends.
#include <net/if.h>

union address { struct sockaddr any; struct sockaddr_in four; struct sockaddr_in6 six; struct sockaddr_storage room; };

static union address end(int family, const char *text, int port) {
    union address a;
    memset(&a, 0, sizeof a);
    a.any.sa_family = family;
    a.four.sin_port = htons(port < 0 ? 0 : base_port + port);
    inet_pton(family, text, family == AF_INET ? (void *)&a.four.sin_addr : (void *)&a.six.sin6_addr);
    return a;
}

static socklen_t size_of(const union address *a) { return a->any.sa_family == AF_INET ? sizeof a->four : sizeof a->six; }

static unsigned card(const char *name) { return !strcmp(name, "wrong") ? 99 : if_nametoindex(name); }

static struct in_addr four(const char *text) { return end(AF_INET, text, 0).four.sin_addr; }

#define CALL(level, option, value, size, ...) do { \
    char text[160]; \
    sprintf(text, __VA_ARGS__); \
    show(text, setsockopt(fd, level, option, &(value), size)); \
} while (0)

static void member(int fd, int option, const char *group, const char *address, const char *name) {
    struct ip_mreqn m = {four(group), four(address), card(name)};
    CALL(IPPROTO_IP, option, m, sizeof m, "%d %s %s %s", option, group, address, name);
}

static void source(int fd, int option, const char *group, const char *from, const char *address) {
    struct ip_mreq_source m = {four(group), four(address), four(from)};
    CALL(IPPROTO_IP, option, m, sizeof m, "%d %s %s %s", option, group, from, address);
}

static void member6(int fd, int option, const char *group, const char *name) {
    struct ipv6_mreq m = {end(AF_INET6, group, 0).six.sin6_addr, card(name)};
    CALL(IPPROTO_IPV6, option, m, sizeof m, "%d %s %s", option, group, name);
}

static void any(int fd, int level, int option, const char *group, const char *name) {
    struct group_req m;
    memset(&m, 0, sizeof m);
    m.gr_interface = card(name);
    union address a = end(strchr(group, ':') ? AF_INET6 : AF_INET, group, -1);
    memcpy(&m.gr_group, &a, sizeof a);
    CALL(level, option, m, sizeof m, "%d/%d %s %s", level, option, group, name);
}

static void any_source(int fd, int level, int option, const char *group, const char *from, const char *name) {
    struct group_source_req m;
    memset(&m, 0, sizeof m);
    m.gsr_interface = card(name);
    union address a = end(strchr(group, ':') ? AF_INET6 : AF_INET, group, -1), b = end(strchr(from, ':') ? AF_INET6 : AF_INET, from, -1);
    memcpy(&m.gsr_group, &a, sizeof a);
    memcpy(&m.gsr_source, &b, sizeof b);
    CALL(level, option, m, sizeof m, "%d/%d %s %s %s", level, option, group, from, name);
}

static void lengths(int family, int type) {
    static const int options[][2] = {{0, 35}, {0, 36}, {0, 37}, {0, 38}, {0, 39}, {0, 40}, {0, 42}, {0, 43}, {0, 44}, {0, 45}, {0, 46}, {0, 47},
                                     {41, 20}, {41, 21}, {41, 42}, {41, 43}, {41, 44}, {41, 45}, {41, 46}, {41, 47}};
    static const int sizes[] = {0, 1, 4, 7, 8, 11, 12, 13, 16, 19, 20, 21, 32, 64, 128, 132, 136, 137, 264, 265};
    char zeros[300] = "";
    int fd = socket(family, type, 0);
    for (unsigned i = 0; i < sizeof options / sizeof *options; i++) {
        printf("%d/%d/%d:", type, options[i][0], options[i][1]);
        for (unsigned s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            int failed = setsockopt(fd, options[i][0], options[i][1], zeros, sizes[s]) < 0;
            printf(" %s", failed ? errno_text(errno) : "0");
        }
        int value = 5;
        socklen_t size = sizeof value;
        int failed = getsockopt(fd, options[i][0], options[i][1], &value, &size) < 0;
        printf(", %s %d\n", failed ? errno_text(errno) : "0", size);
    }
    printf("%d: ", type);
    SHOW(setsockopt(fd, 0, 35, NULL, 12));
    close(fd);
}

static void joins(int type) {
    static const char *const groups[] = {"239.1.1.1", "224.0.0.1", "224.0.0.251", "0.0.0.0", "10.0.0.9", "255.255.255.255"};
    static const char *const addresses[] = {"0.0.0.0", "127.0.0.1", "127.0.0.5", "10.0.0.2", "10.0.0.9"};
    static const char *const names[] = {"none", "lo", "eth0", "wrong"};
    for (int g = 0; g < 6; g++)
        for (int a = 0; a < 5; a++)
            for (int n = 0; n < 4; n++) {
                int fd = socket(AF_INET, type, 0);
                member(fd, IP_DROP_MEMBERSHIP, groups[g], addresses[a], names[n]);
                member(fd, IP_ADD_MEMBERSHIP, groups[g], addresses[a], names[n]);
                member(fd, IP_ADD_MEMBERSHIP, groups[g], addresses[a], names[n]);
                member(fd, IP_ADD_MEMBERSHIP, groups[g], "0.0.0.0", "eth0");
                member(fd, IP_DROP_MEMBERSHIP, groups[g], "0.0.0.0", "none");
                member(fd, IP_DROP_MEMBERSHIP, groups[g], addresses[a], names[n]);
                close(fd);
            }
    static const char *const sixes[] = {"ff05::1234", "ff02::1", "ff01::1", "::1", "::", "fd00::a00:2"};
    for (int g = 0; g < 6; g++)
        for (int n = 0; n < 4; n++) {
            int fd = socket(AF_INET6, type, 0);
            member6(fd, IPV6_LEAVE_GROUP, sixes[g], names[n]);
            member6(fd, IPV6_JOIN_GROUP, sixes[g], names[n]);
            member6(fd, IPV6_JOIN_GROUP, sixes[g], names[n]);
            member6(fd, IPV6_JOIN_GROUP, sixes[g], "eth0");
            member6(fd, IPV6_LEAVE_GROUP, sixes[g], "none");
            member6(fd, IPV6_LEAVE_GROUP, sixes[g], names[n]);
            member(fd, IP_ADD_MEMBERSHIP, "239.9.9.9", "0.0.0.0", "eth0");
            close(fd);
        }
}

static void more(void) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct ip_mreq old = {four("239.2.2.2"), four("10.0.0.2")};
    SHOW(setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &old, sizeof old));
    for (int i = 0; i < 22; i++) {
        char group[32];
        sprintf(group, "239.3.3.%d", i);
        member(fd, IP_ADD_MEMBERSHIP, group, "0.0.0.0", "eth0");
    }
    close(fd);
    /* Sources. */
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    source(fd, IP_BLOCK_SOURCE, "239.4.4.4", "10.0.0.7", "10.0.0.2");
    member(fd, IP_ADD_MEMBERSHIP, "239.4.4.4", "10.0.0.2", "none");
    source(fd, IP_UNBLOCK_SOURCE, "239.4.4.4", "10.0.0.7", "10.0.0.2");
    source(fd, IP_BLOCK_SOURCE, "239.4.4.4", "10.0.0.7", "10.0.0.2");
    source(fd, IP_BLOCK_SOURCE, "239.4.4.4", "10.0.0.7", "10.0.0.2");
    source(fd, IP_ADD_SOURCE_MEMBERSHIP, "239.4.4.4", "10.0.0.8", "10.0.0.2");
    source(fd, IP_UNBLOCK_SOURCE, "239.4.4.4", "10.0.0.9", "10.0.0.2");
    source(fd, IP_UNBLOCK_SOURCE, "239.4.4.4", "10.0.0.7", "10.0.0.2");
    source(fd, IP_ADD_SOURCE_MEMBERSHIP, "239.4.4.4", "10.0.0.8", "10.0.0.2");
    source(fd, IP_ADD_SOURCE_MEMBERSHIP, "239.4.4.4", "10.0.0.8", "10.0.0.2");
    source(fd, IP_ADD_SOURCE_MEMBERSHIP, "239.4.4.4", "10.0.0.9", "0.0.0.0");
    source(fd, IP_BLOCK_SOURCE, "239.4.4.4", "10.0.0.9", "10.0.0.2");
    source(fd, IP_DROP_SOURCE_MEMBERSHIP, "239.4.4.4", "10.0.0.7", "10.0.0.2");
    source(fd, IP_DROP_SOURCE_MEMBERSHIP, "239.4.4.4", "10.0.0.8", "10.0.0.2");
    source(fd, IP_DROP_SOURCE_MEMBERSHIP, "239.4.4.4", "10.0.0.9", "10.0.0.2");
    source(fd, IP_DROP_SOURCE_MEMBERSHIP, "239.4.4.4", "10.0.0.9", "10.0.0.2");
    member(fd, IP_DROP_MEMBERSHIP, "239.4.4.4", "10.0.0.2", "none");
    source(fd, IP_ADD_SOURCE_MEMBERSHIP, "239.4.4.4", "10.0.0.8", "10.0.0.77");
    source(fd, IP_ADD_SOURCE_MEMBERSHIP, "10.0.0.1", "10.0.0.8", "10.0.0.2");
    for (int i = 0; i < 12; i++) {
        char from[32];
        sprintf(from, "10.0.0.%d", 20 + i);
        source(fd, IP_ADD_SOURCE_MEMBERSHIP, "239.5.5.5", from, "10.0.0.2");
    }
    close(fd);
    for (int six = 0; six < 2; six++) {
        int level = six ? IPPROTO_IPV6 : IPPROTO_IP;
        const char *group = six ? "ff05::77" : "239.7.7.7", *other = six ? "239.7.7.7" : "ff05::77", *a = six ? "fd00::7" : "10.0.0.7", *b = six ? "fd00::8" : "10.0.0.8";
        fd = socket(six ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
        any(fd, level, MCAST_LEAVE_GROUP, group, "eth0");
        any(fd, level, MCAST_JOIN_GROUP, group, "wrong");
        any(fd, level, MCAST_JOIN_GROUP, other, "eth0");
        any(fd, level, MCAST_JOIN_GROUP, group, "none");
        any(fd, level, MCAST_JOIN_GROUP, group, "eth0");
        any_source(fd, level, MCAST_BLOCK_SOURCE, group, a, "eth0");
        any_source(fd, level, MCAST_BLOCK_SOURCE, group, a, "eth0");
        any_source(fd, level, MCAST_BLOCK_SOURCE, group, other, "eth0");
        any_source(fd, level, MCAST_JOIN_SOURCE_GROUP, group, b, "eth0");
        any_source(fd, level, MCAST_UNBLOCK_SOURCE, group, b, "eth0");
        any_source(fd, level, MCAST_UNBLOCK_SOURCE, group, a, "eth0");
        any_source(fd, level, MCAST_JOIN_SOURCE_GROUP, group, b, "eth0");
        any_source(fd, level, MCAST_JOIN_SOURCE_GROUP, group, a, "none");
        any_source(fd, level, MCAST_LEAVE_SOURCE_GROUP, group, a, "eth0");
        any_source(fd, level, MCAST_LEAVE_SOURCE_GROUP, group, b, "eth0");
        any_source(fd, level, MCAST_LEAVE_SOURCE_GROUP, group, b, "eth0");
        any(fd, level, MCAST_LEAVE_GROUP, group, "eth0");
        any_source(fd, level, MCAST_JOIN_SOURCE_GROUP, group, b, "wrong");
        close(fd);
    }
}

static int listening[6];

static void hear(void) {
    for (int i = 0; i < 6; i++) {
        char bytes[32], control[256] = "";
        union address from;
        struct iovec piece = {bytes, sizeof bytes};
        struct msghdr message = {&from, sizeof from, &piece, 1, control, sizeof control, 0};
        while (message.msg_controllen = sizeof control, recvmsg(listening[i], &message, MSG_DONTWAIT) >= 0) {
            char text[64];
            int six = from.any.sa_family == AF_INET6;
            printf("  %d from %s", i, inet_ntop(from.any.sa_family, six ? (void *)&from.six.sin6_addr : (void *)&from.four.sin_addr, text, sizeof text));
            for (struct cmsghdr *h = CMSG_FIRSTHDR(&message); h; h = CMSG_NXTHDR(&message, h)) {
                if (h->cmsg_level == IPPROTO_IP && h->cmsg_type == IP_PKTINFO) {
                    struct in_pktinfo *info = (struct in_pktinfo *)CMSG_DATA(h);
                    printf(" to %s", inet_ntop(AF_INET, &info->ipi_addr, text, sizeof text));
                    printf(" at %s by %s", inet_ntop(AF_INET, &info->ipi_spec_dst, text, sizeof text), info->ipi_ifindex == 1 ? "lo" : "a card");
                } else if (h->cmsg_level == IPPROTO_IPV6 && h->cmsg_type == IPV6_PKTINFO) {
                    struct in6_pktinfo *info = (struct in6_pktinfo *)CMSG_DATA(h);
                    printf(" to %s by %s", inet_ntop(AF_INET6, &info->ipi6_addr, text, sizeof text), info->ipi6_ifindex == 1 ? "lo" : "a card");
                } else printf(" %d/%d %d", h->cmsg_level, h->cmsg_type, *(int *)CMSG_DATA(h));
            }
            printf("\n");
        }
    }
    /* Whatever was not wanted by anybody leaves no error behind. */
}

/* Six that listen: a member, one that is none, one that is none and wants none, one bound to the group, a member elsewhere, one of another group. */
static void listen_all(int family, const char *group, const char *other) {
    for (int i = 0; i < 6; i++) {
        union address a = end(family, i == 3 ? group : family == AF_INET ? "0.0.0.0" : "::", 20);
        int fd = listening[i] = socket(family, SOCK_DGRAM, 0);
        option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
        option(fd, IPPROTO_IP, IP_PKTINFO, 1);
        option(fd, IPPROTO_IP, IP_RECVTTL, 1);
        option(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
        option(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1);
        SHOW(bind(fd, &a.any, size_of(&a)));
        if (i == 2) SHOW(option(fd, family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6, family == AF_INET ? 49 : 29, 0));
        if (family == AF_INET) {
            if (i == 0 || i == 3) member(fd, IP_ADD_MEMBERSHIP, group, "0.0.0.0", "eth0");
            if (i == 4) member(fd, IP_ADD_MEMBERSHIP, group, "0.0.0.0", "lo");
            if (i == 5) member(fd, IP_ADD_MEMBERSHIP, other, "0.0.0.0", "eth0");
        } else {
            if (i == 0 || i == 3) member6(fd, IPV6_JOIN_GROUP, group, "eth0");
            if (i == 4) member6(fd, IPV6_JOIN_GROUP, group, "lo");
            if (i == 5) member6(fd, IPV6_JOIN_GROUP, other, "eth0");
        }
    }
}

static void send_all(int family, const char *const *groups, int count) {
    int out = socket(family, SOCK_DGRAM, 0), level = family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
    int ttl = family == AF_INET ? IP_MULTICAST_TTL : IPV6_MULTICAST_HOPS, loop = family == AF_INET ? IP_MULTICAST_LOOP : IPV6_MULTICAST_LOOP;
#define SEND(what) do { printf("%s to %s: ", what, groups[g]); SHOW(sendto(out, "group", 5, 0, &to.any, size_of(&to))); hear(); } while (0)
    for (int g = 0; g < count; g++) {
        union address to = end(family, groups[g], 20);
        SEND("plain");
        SHOW(option(out, level, ttl, 0));
        SEND("ttl 0");
        SHOW(option(out, level, ttl, 9));
        SEND("ttl 9");
        SHOW(option(out, level, loop, 0));
        SEND("no loop");
        SHOW(option(out, level, loop, 1));
        for (int i = 0; i < 2; i++) {
            const char *name = i ? "eth0" : "lo";
            struct ip_mreqn by = {four("0.0.0.0"), four("0.0.0.0"), card(name)};
            int index = card(name);
            if (family == AF_INET) SHOW(setsockopt(out, level, IP_MULTICAST_IF, &by, sizeof by));
            else SHOW(option(out, level, IPV6_MULTICAST_IF, index));
            SEND(name);
            if (i == 0) {
                SHOW(option(out, level, loop, 0));
                SEND("lo, no loop");
                SHOW(option(out, level, loop, 1));
            }
        }
        close(out);
        out = socket(family, SOCK_DGRAM, 0);
        SHOW(connect(out, &to.any, size_of(&to)));
        union address mine, peer;
        socklen_t size = sizeof mine;
        getsockname(out, &mine.any, &size);
        char text[64];
        printf("  is %s\n", inet_ntop(family, family == AF_INET ? (void *)&mine.four.sin_addr : (void *)&mine.six.sin6_addr, text, sizeof text));
        SHOW(send(out, "group", 5, 0));
        hear();
        close(out);
        out = socket(family, SOCK_DGRAM, 0);
    }
    close(out);
}

static void read_interfaces(void) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0), six = socket(AF_INET6, SOCK_DGRAM, 0);
    struct ip_mreqn by = {four("0.0.0.0"), four("10.0.0.2"), 0};
    struct in_addr is;
    socklen_t size = sizeof is;
    SHOW(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &by, sizeof by));
    SHOW(getsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &is, &size));
    printf("%s\n", inet_ntoa(is));
    by.imr_ifindex = card("lo");
    SHOW(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &by, sizeof by));
    SHOW(getsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &is, &size));
    printf("%s\n", inet_ntoa(is));
    by.imr_address = four("0.0.0.0");
    SHOW(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &by, sizeof by));
    SHOW(getsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &is, &size));
    printf("%s\n", inet_ntoa(is));
    by.imr_ifindex = 99;
    SHOW(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &by, sizeof by));
    is = four("127.0.0.1");
    SHOW(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &is, sizeof is));
    is = four("0.0.0.0");
    SHOW(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &is, sizeof is));
    SHOW(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &is, 2));
    by = (struct ip_mreqn){four("1.2.3.4"), four("10.0.0.2"), 0};
    SHOW(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &by, 8));
    close(fd);
    close(six);
}

static void broadcast(void) {
    static const char *const to[] = {"10.0.0.255", "255.255.255.255", "127.255.255.255", "10.0.0.0"};
    int out = socket(AF_INET, SOCK_DGRAM, 0);
    for (int b = 0; b < 2; b++) {
        SHOW(option(out, SOL_SOCKET, SO_BROADCAST, b));
        for (int i = 0; i < 4; i++) {
            union address a = end(AF_INET, to[i], 20);
            printf("%s: ", to[i]);
            SHOW(sendto(out, "all", 3, 0, &a.any, sizeof a.four));
            hear();
        }
    }
    struct ip_mreqn by = {four("0.0.0.0"), four("0.0.0.0"), card("lo")};
    SHOW(setsockopt(out, IPPROTO_IP, IP_MULTICAST_IF, &by, sizeof by));
    union address a = end(AF_INET, "255.255.255.255", 20);
    SHOW(sendto(out, "all", 3, 0, &a.any, sizeof a.four));
    hear();
    int index = htonl(card("lo"));
    SHOW(setsockopt(out, IPPROTO_IP, IP_UNICAST_IF, &index, sizeof index));
    SHOW(sendto(out, "all", 3, 0, &a.any, sizeof a.four));
    hear();
    close(out);
}

/* Groups of the link and of the host are an interface's own; of others the interface is not looked at. */
static void scopes(void) {
    static const char *const groups[] = {"ff02::5", "ff01::5", "ff05::5"}, *const names[] = {"none", "lo", "eth0", "wrong"};
    for (int g = 0; g < 3; g++)
        for (int n = 0; n < 4; n++)
            for (int by = 0; by < 2; by++) {
                int fd = socket(AF_INET6, SOCK_DGRAM, 0);
                union address to = end(AF_INET6, groups[g], 0);
                to.six.sin6_scope_id = card(names[n]);
                if (by) option(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, card("eth0"));
                printf("%s %s %d: ", groups[g], names[n], by);
                SHOW(sendto(fd, "x", 1, 0, &to.any, sizeof to.six));
                close(fd);
            }
}

static void probe(void) {
    scopes();
    static const char *const fours[] = {"239.1.1.1", "224.0.0.1", "239.1.1.2", "224.0.0.99"};
    static const char *const sixes[] = {"ff05::1234", "ff05::1235", "ff0e::99"};
    lengths(AF_INET, SOCK_DGRAM);
    lengths(AF_INET, SOCK_STREAM);
    lengths(AF_INET6, SOCK_DGRAM);
    lengths(AF_INET6, SOCK_STREAM);
    joins(SOCK_DGRAM);
    joins(SOCK_STREAM);
    more();
    read_interfaces();
    listen_all(AF_INET, "239.1.1.1", "239.1.1.2");
    send_all(AF_INET, fours, 4);
    broadcast();
    for (int i = 0; i < 6; i++) close(listening[i]);
    listen_all(AF_INET6, "ff05::1234", "ff05::1235");
    send_all(AF_INET6, sixes, 3);
    for (int i = 0; i < 6; i++) close(listening[i]);
}
