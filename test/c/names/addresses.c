// Addresses as text: networks, Ethernet, options of IPv6, and names that are asked for in vain.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/ether.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static void network(const char *text) {
    printf("%s: %#x\n", text, inet_network(text));
}

static void line(const char *text) {
    struct ether_addr a;
    char name[64] = "-";
    int n = ether_line(text, &a, name);
    printf("%d %s", n, name);
    if (n == 0) printf(" %s", ether_ntoa(&a));
    printf("\n");
}

static void dump(const unsigned char *bytes, int n) {
    for (int i = 0; i < n; i++) printf("%02x%s", bytes[i], i % 8 == 7 ? "\n" : " ");
}

static void options(void) {
    unsigned char buffer[24];
    void *at;
    uint32_t four = 0x01020304, back = 0;
    uint8_t type = 0, one = 9;
    socklen_t length = 0;
    int end = inet6_opt_init(NULL, 0);
    end = inet6_opt_append(NULL, 0, end, 3, 1, 1, NULL);
    end = inet6_opt_append(NULL, 0, end, 4, 4, 4, NULL);
    printf("needs %d, all %d\n", end, inet6_opt_finish(NULL, 0, end));
    memset(buffer, 0xff, sizeof buffer);
    end = inet6_opt_init(buffer, 16);
    end = inet6_opt_append(buffer, 16, end, 3, 1, 1, &at);
    inet6_opt_set_val(at, 0, &one, 1);
    end = inet6_opt_append(buffer, 16, end, 4, 4, 4, &at);
    inet6_opt_set_val(at, 0, &four, 4);
    printf("end %d", end);
    printf(" finish %d\n", inet6_opt_finish(buffer, 16, end));
    buffer[0] = 17;
    dump(buffer, 16);
    for (int next = 0; (next = inet6_opt_next(buffer, 16, next, &type, &length, &at)) > 0;)
        printf("option %d of %d bytes, next at %d\n", type, length, next);
    printf("find %d", inet6_opt_find(buffer, 16, 0, 4, &length, &at));
    inet6_opt_get_val(at, 0, &back, 4);
    printf(" %#x\n", back);
    printf("none %d\n", inet6_opt_find(buffer, 16, 0, 5, &length, &at));
    printf("bad %d %d %d\n", inet6_opt_init(buffer, 12), inet6_opt_append(buffer, 16, 2, 1, 1, 1, &at),
           inet6_opt_append(buffer, 16, 2, 5, 2, 4, &at));
}

int main(void) {
    network("1.0.0");
    network("0x0a.1");
    network("1 bar");
    network("10.1 ");
    network("10.1.");
    network("1.256");
    line("08:00:2b:e0:a1:0c srv7 # ours");
    line("8:0:2b:1:2:3\tbox\n");
    line("08:00:2b:e0:a1:0c");
    line("08:00:2b:e0:a1:0c # none");
    line("# 08:00:2b:e0:a1:0c a");
    options();
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(80)};
    printf("%d", getnameinfo((struct sockaddr *) &in, sizeof in, NULL, 0, NULL, 0, NI_NUMERICHOST));
    printf(" %s\n", gai_strerror(getnameinfo((struct sockaddr *) &in, sizeof in, NULL, 0, NULL, 0, NI_NAMEREQD)));
}
// → 1.0.0: 0x10000
// → 0x0a.1: 0xa01
// → 1 bar: 0xffffffff
// → 10.1 : 0xa01
// → 10.1.: 0xffffffff
// → 1.256: 0xffffffff
// → 0 srv7 8:0:2b:e0:a1:c
// → 0 box 8:0:2b:1:2:3
// → -1 -
// → -1 -
// → -1 -
// → needs 12, all 16
// → end 12 finish 16
// → 11 01 03 01 09 00 04 04
// → 04 03 02 01 01 02 00 00
// → option 3 of 1 bytes, next at 5
// → option 4 of 4 bytes, next at 12
// → find 12 0x1020304
// → none -1
// → bad -1 -1 -1
// → 0 Name or service not known
