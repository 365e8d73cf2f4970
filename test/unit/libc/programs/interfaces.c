// The loopback interface, hooks of fork, semaphores with names.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/ip_icmp.h>
#include <netpacket/packet.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void a(void) { printf("a "); }
static void b(void) { printf("b "); }
static void c(void) { printf("c "); }

int main(void) {
    char name[IF_NAMESIZE];
    printf("%u %s\n", if_nametoindex("lo"), if_indextoname(1, name));
    unsigned int none = if_nametoindex("none");
    printf("%u %s\n", none, strerror(errno));
    int no = if_indextoname(999, name) == NULL;
    printf("%d %s\n", no, strerror(errno));
    struct ifaddrs *all;
    printf("%d\n", getifaddrs(&all));
    for (struct ifaddrs *i = all; i; i = i->ifa_next) {
        char text[INET6_ADDRSTRLEN];
        if (strcmp(i->ifa_name, "lo") || !i->ifa_addr) continue;
        printf("%d ", i->ifa_addr->sa_family);
        if (i->ifa_addr->sa_family == AF_PACKET) {
            struct sockaddr_ll *link = (struct sockaddr_ll *) i->ifa_addr;
            printf("%d %d %d %d\n", link->sll_ifindex, link->sll_hatype, link->sll_halen, i->ifa_netmask == NULL);
        }
        if (i->ifa_addr->sa_family == AF_INET6) {
            struct sockaddr_in6 *long_one = (struct sockaddr_in6 *) i->ifa_addr, *mask = (struct sockaddr_in6 *) i->ifa_netmask;
            printf("%s ", inet_ntop(AF_INET6, &long_one->sin6_addr, text, sizeof text));
            printf("%s %d\n", inet_ntop(AF_INET6, &mask->sin6_addr, text, sizeof text), i->ifa_broadaddr == NULL);
        }
        if (i->ifa_addr->sa_family != AF_INET) continue;
        struct sockaddr_in *at = (struct sockaddr_in *) i->ifa_addr;
        struct sockaddr_in *mask = (struct sockaddr_in *) i->ifa_netmask;
        printf("%s %s ", i->ifa_name, inet_ntoa(at->sin_addr));
        printf("%s %x\n", inet_ntoa(mask->sin_addr), i->ifa_flags & (IFF_UP | IFF_LOOPBACK));
    }
    freeifaddrs(all);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct ifreq req = {0};
    strcpy(req.ifr_name, "lo");
    printf("%d ", ioctl(fd, SIOCGIFADDR, &req));
    printf("%s\n", inet_ntoa(((struct sockaddr_in *) &req.ifr_addr)->sin_addr));
    strcpy(req.ifr_name, "none");
    no = ioctl(fd, SIOCGIFADDR, &req);
    printf("%d %s\n", no, strerror(errno));
    printf("%zu %zu %zu\n", sizeof req, sizeof(struct ifconf), sizeof(struct icmphdr));
    no = sem_unlink("/none");
    printf("%d\n", no);
    pthread_atfork(a, b, c);
    pthread_atfork(c, a, b);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        printf("child\n");
        return 0;
    }
    wait(NULL);
    printf("parent\n");
    return 0;
}
