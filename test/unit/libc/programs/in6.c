// <netinet/in.h>: addresses of IPv6 as bytes and words, and what is asked of them; <netinet/ether.h>.
#include <arpa/inet.h>
#include <netinet/ether.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    static const char *texts[] = {"::", "::1", "fe80::1", "fec0::1", "ff02::1", "::ffff:1.2.3.4", "::1.2.3.4", "2001:db8::5"};
    struct in6_addr loop = IN6ADDR_LOOPBACK_INIT, any = IN6ADDR_ANY_INIT;
    char text[INET6_ADDRSTRLEN];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct in6_addr a;
        inet_pton(AF_INET6, texts[i], &a);
        printf("%s: %d%d%d%d%d%d%d %02x %04x %08x\n", texts[i], IN6_IS_ADDR_UNSPECIFIED(&a) != 0, IN6_IS_ADDR_LOOPBACK(&a) != 0,
               IN6_IS_ADDR_LINKLOCAL(&a) != 0, IN6_IS_ADDR_SITELOCAL(&a) != 0, IN6_IS_ADDR_MULTICAST(&a) != 0,
               IN6_IS_ADDR_V4MAPPED(&a) != 0, IN6_IS_ADDR_V4COMPAT(&a) != 0, a.s6_addr[15], ntohs(a.s6_addr16[7]),
               (unsigned) ntohl(a.s6_addr32[3]));
    }
    printf("%s ", inet_ntop(AF_INET6, &in6addr_loopback, text, sizeof text));
    printf("%d %d ", IN6_ARE_ADDR_EQUAL(&loop, &in6addr_loopback) != 0, IN6_ARE_ADDR_EQUAL(&any, &loop) != 0);
    printf("%d\n", memcmp(&any, &in6addr_any, sizeof any));
    struct sockaddr_in6 sa = {.sin6_family = AF_INET6, .sin6_addr = in6addr_any, .sin6_port = htons(80)};
    printf("%zu %zu %d\n", sizeof sa, sizeof(struct ipv6_mreq), sa.sin6_addr.s6_addr[3]);
    printf("%d %d %d\n", IN_MULTICAST(ntohl(inet_addr("224.0.0.1"))) != 0, IN_CLASSA(0x0a000001) != 0, IN_CLASSC(0x0a000001) != 0);
    struct ether_addr *mac = ether_aton("0:1a:2b:c:d:ff");
    printf("%s %d\n", ether_ntoa(mac), ether_aton("zz") == NULL);
    return 0;
}
