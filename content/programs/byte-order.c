// How does the port lie in memory, with and without htons()?
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

static void print_bytes(const char *label, const void *start, size_t count) {
    const unsigned char *byte = start;
    printf("%-16s", label);
    for (size_t i = 0; i < count; i++) printf(" %02x", byte[i]);
    printf("\n");
}

int main(void) {
    unsigned short port = 8080;
    printf("8080 is 0x%x\n", port);
    print_bytes("in memory", &port, sizeof(port));

    // region: struct
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);

    address.sin_port = port;
    print_bytes("without htons", &address, sizeof(address));

    address.sin_port = htons(port);
    print_bytes("with htons", &address, sizeof(address));
    // endregion

    // The field holds network order; a reader that forgets ntohs() sees another number.
    printf("sin_port read as it lies: %d\n", address.sin_port);
    printf("ntohs(sin_port):          %d\n", ntohs(address.sin_port));
    return 0;
}
