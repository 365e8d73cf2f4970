// What is the difference between a bound socket and a listening one? A client finds out.
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// Connects to `to` once and says what came of it.
static void try_connect(const char *when, const struct sockaddr_in *to) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int result = connect(fd, (const struct sockaddr *)to, sizeof(*to));
    printf("%s: %s\n", when, result < 0 ? strerror(errno) : "connected");
    close(fd);
}

int main(void) {
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(8080);

    // region: steps
    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    try_connect("after socket()", &address);

    bind(server_fd, (struct sockaddr *)&address, sizeof(address));
    try_connect("after bind()  ", &address);

    listen(server_fd, 10);
    try_connect("after listen()", &address);
    // endregion

    // Nobody has called accept(): the kernel finished that handshake on its own.
    return 0;
}
