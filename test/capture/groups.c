/* What goes to groups, and what routers are told of them: one host joins and answers, the other joins, leaves and sends. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sockaddr_in group4 = {.sin_family = AF_INET};
static struct sockaddr_in6 group6 = {.sin6_family = AF_INET6};

static int opened(int family, int port) {
    int fd = socket(family, SOCK_DGRAM, 0);
    struct sockaddr_in6 at = {.sin6_family = family, .sin6_port = htons(port)};
    struct ip_mreqn four = {group4.sin_addr, {0}, if_nametoindex("eth0")};
    struct ipv6_mreq six = {group6.sin6_addr, if_nametoindex("eth0")};
    bind(fd, (struct sockaddr *)&at, family == AF_INET ? sizeof group4 : sizeof at);
    if (family == AF_INET) setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &four, sizeof four);
    else setsockopt(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, &six, sizeof six);
    return fd;
}

static void answer(int fd, const char *text) {
    char bytes[2000];
    struct sockaddr_in6 from;
    socklen_t length = sizeof from;
    long n = recvfrom(fd, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &length);
    printf("%s: %ld bytes\n", text, n);
    sendto(fd, text, strlen(text), 0, (struct sockaddr *)&from, length);
}

int main(int argc, char **argv) {
    group4.sin_port = group6.sin6_port = htons(5000);
    inet_pton(AF_INET, "239.1.1.1", &group4.sin_addr);
    inet_pton(AF_INET6, "ff05::1234", &group6.sin6_addr);
    if (argc > 1 && strcmp(argv[1], "echo") == 0) {
        int four = opened(AF_INET, 5000), six = opened(AF_INET6, 5001);
        group6.sin6_port = htons(5001);
        struct pollfd both[2] = {{four, POLLIN}, {six, POLLIN}};
        while (poll(both, 2, 3000) > 0) {
            if (both[0].revents) answer(four, "heard by IPv4");
            if (both[1].revents) answer(six, "heard by IPv6");
        }
        close(four);
        sleep(2);
        return 0;
    }
    int four = opened(AF_INET, 6000), six = opened(AF_INET6, 6001);
    char bytes[1800] = "";
    struct ip_mreq_source one = {group4.sin_addr, {0}, {0}};
    group6.sin6_port = htons(5001);
    sleep(1);
    sendto(four, "group", 5, 0, (struct sockaddr *)&group4, sizeof group4);
    sendto(six, "group", 5, 0, (struct sockaddr *)&group6, sizeof group6);
    /* In pieces, too. */
    sendto(four, bytes, sizeof bytes, 0, (struct sockaddr *)&group4, sizeof group4);
    inet_pton(AF_INET, "239.2.2.2", &one.imr_multiaddr);
    for (int i = 0; i < 3; i++) {
        one.imr_interface.s_addr = 0;
        one.imr_sourceaddr.s_addr = htonl(0x0a000007 + i);
        setsockopt(four, IPPROTO_IP, IP_ADD_SOURCE_MEMBERSHIP, &one, sizeof one);
    }
    usleep(500000);
    setsockopt(four, IPPROTO_IP, IP_DROP_SOURCE_MEMBERSHIP, &one, sizeof one);
    sleep(2);
    while (recv(four, bytes, sizeof bytes, MSG_DONTWAIT) > 0) printf("answered\n");
    while (recv(six, bytes, sizeof bytes, MSG_DONTWAIT) > 0) printf("answered\n");
    close(six);
    close(four);
    sleep(2);
}
