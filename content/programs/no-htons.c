// The port was stored without htons(). Where does the server listen?
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void try_port(int port) {
    struct sockaddr_in to = {0};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(port);

    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int result = connect(fd, (struct sockaddr *)&to, sizeof(to));
    printf("connect to port %5d: %s\n", port, result < 0 ? strerror(errno) : "connected");
    close(fd);
}

int main(void) {
    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    address.sin_port = 8080;  // the mistake: no htons()

    // Neither call has a reason to complain: 36895 is a perfectly good port.
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) perror("bind");
    if (listen(server_fd, 10) < 0) perror("listen");

    try_port(8080);
    try_port(36895);

    printf("now try ss -tlnp; Enter ends the server\n");
    getchar();
    return 0;
}
