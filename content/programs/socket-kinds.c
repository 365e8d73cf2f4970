// Which combinations of socket()'s three arguments does Linux accept?
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void try_socket(const char *text, int domain, int type, int protocol) {
    printf("%s\n", text);
    int fd = socket(domain, type, protocol);
    if (fd < 0) {
        printf("    %s\n", strerror(errno));
    } else {
        printf("    fd %d\n", fd);
        close(fd);
    }
}

int main(void) {
    // region: tries
    try_socket("AF_INET, SOCK_STREAM, 0", AF_INET, SOCK_STREAM, 0);
    try_socket("AF_INET, SOCK_STREAM, IPPROTO_TCP", AF_INET, SOCK_STREAM, IPPROTO_TCP);
    try_socket("AF_INET, SOCK_DGRAM, 0", AF_INET, SOCK_DGRAM, 0);

    // The kind and the protocol have to agree.
    try_socket("AF_INET, SOCK_STREAM, IPPROTO_UDP", AF_INET, SOCK_STREAM, IPPROTO_UDP);
    // A kind that exists, but not for IPv4.
    try_socket("AF_INET, SOCK_SEQPACKET, 0", AF_INET, SOCK_SEQPACKET, 0);
    // A kind that does not exist at all.
    try_socket("AF_INET, 99, 0", AF_INET, 99, 0);
    // A protocol number out of range: IP has 8 bits for it, and Linux a few numbers more.
    try_socket("AF_INET, SOCK_STREAM, 999", AF_INET, SOCK_STREAM, 999);
    // An address family that nobody has registered.
    try_socket("9999, SOCK_STREAM, 0", 9999, SOCK_STREAM, 0);
    // endregion
    return 0;
}
