// From a name and a port in words to addresses that bind() and connect() take.
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    // region: ask
    struct addrinfo hints = {0};
    hints.ai_family = AF_UNSPEC;      // IPv4 or IPv6, whichever there is
    hints.ai_socktype = SOCK_STREAM;  // for TCP

    struct addrinfo *list;
    int failed = getaddrinfo("localhost", "http", &hints, &list);
    if (failed) {
        fprintf(stderr, "localhost: %s\n", gai_strerror(failed));
        return 1;
    }
    // endregion

    // region: walk
    for (struct addrinfo *one = list; one; one = one->ai_next) {
        char host[NI_MAXHOST], port[NI_MAXSERV];
        getnameinfo(one->ai_addr, one->ai_addrlen, host, sizeof(host), port, sizeof(port),
                    NI_NUMERICHOST | NI_NUMERICSERV);
        printf("family %d, %u bytes: %s port %s\n", one->ai_family, one->ai_addrlen, host, port);

        int fd = socket(one->ai_family, one->ai_socktype, one->ai_protocol);
        printf("  socket() = %d\n", fd);
        close(fd);
    }
    freeaddrinfo(list);
    // endregion

    failed = getaddrinfo("localhost", "no-such-service", &hints, &list);
    printf("no-such-service: %s\n", gai_strerror(failed));
    return 0;
}
