// Two sockets want the same port. What does each variant of that get?
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

// Makes a socket and binds it; `host` is an IPv4 address in host byte order.
static int bind_new(const char *what, unsigned host, int port) {
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(host);
    address.sin_port = htons(port);

    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int result = bind(fd, (struct sockaddr *)&address, sizeof(address));
    printf("%-20s %s\n", what, result < 0 ? strerror(errno) : "ok");
    return fd;
}

int main(void) {
    int first = bind_new("127.0.0.1:8080", 0x7f000001, 8080);
    bind_new("127.0.0.1:8080 again", 0x7f000001, 8080);
    // 0.0.0.0 includes 127.0.0.1, so it collides with it.
    bind_new("0.0.0.0:8080", INADDR_ANY, 8080);
    // Another address is another name: the same port is free there.
    bind_new("127.0.0.2:8080", 0x7f000002, 8080);

    // And one socket cannot have two names.
    struct sockaddr_in other = {0};
    other.sin_family = AF_INET;
    other.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    other.sin_port = htons(8081);
    int result = bind(first, (struct sockaddr *)&other, sizeof(other));
    printf("%-20s %s\n", "the first, port 8081", result < 0 ? strerror(errno) : "ok");
    return 0;
}
