// Accepts one client, sends back whatever it sends, and ends when the client has finished.
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void die(const char *call) {
    perror(call);
    exit(1);
}

// write() may take only a part, so go on until everything has been taken.
static void write_all(int fd, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t n = write(fd, bytes, count);
        if (n < 0) die("write");
        bytes += n;
        count -= (size_t)n;
    }
}

int main(void) {
    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    if (server_fd < 0) die("socket");

    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(8080);
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) die("bind");
    if (listen(server_fd, 1) < 0) die("listen");

    int client_fd = accept(server_fd, NULL, NULL);
    if (client_fd < 0) die("accept");
    printf("client connected on fd %d\n", client_fd);

    // region: echo
    char buffer[1024];
    ssize_t n;
    // read() returns 0 once the client has closed and everything it sent has been read.
    while ((n = read(client_fd, buffer, sizeof(buffer))) > 0) {
        printf("%zd bytes\n", n);
        write_all(client_fd, buffer, (size_t)n);
    }
    if (n < 0) die("read");
    // endregion
    printf("end of stream\n");
    close(client_fd);
    close(server_fd);
    return 0;
}
