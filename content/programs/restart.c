// Restart a server right after it has closed a connection: is the port free?
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sockaddr_in on_port(int port) {
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

// Starts a server; returns its descriptor, or -1 when the port is not free.
static int start(int port, int reuse) {
    struct sockaddr_in address = on_port(port);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    // region: reuse
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof(reuse));
    // endregion
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
        printf("  bind: %s\n", strerror(errno));
        close(fd);
        return -1;
    }
    if (listen(fd, 10) < 0) perror("listen");
    printf("  listening on %d\n", port);
    return fd;
}

// Serves one client and closes first, so that TIME_WAIT stays on the server's side.
static void serve_one_and_stop(int server_fd, int port) {
    struct sockaddr_in address = on_port(port);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) perror("connect");
    int client_fd = accept(server_fd, NULL, NULL);
    close(client_fd);
    close(fd);
    close(server_fd);
}

int main(void) {
    printf("without SO_REUSEADDR:\n");
    serve_one_and_stop(start(8080, 0), 8080);
    start(8080, 0);

    printf("with it, but only on the new one:\n");
    start(8080, 1);

    printf("with it on both:\n");
    serve_one_and_stop(start(8081, 1), 8081);
    start(8081, 1);
    return 0;
}
