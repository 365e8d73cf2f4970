// A complete HTTP server: it answers every request with Hello, World!
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT 8080
#define BACKLOG 10

static const char response[] =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: text/plain\r\n"
    "Content-Length: 13\r\n"
    "\r\n"
    "Hello, World!";

static void die(const char *call) {
    perror(call);
    exit(1);
}

int main(void) {
    // region: socket
    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    if (server_fd < 0) die("socket");
    // endregion

    // region: address
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    address.sin_port = htons(PORT);
    // endregion

    // region: bind
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0)
        die("bind");
    // endregion

    // region: listen
    if (listen(server_fd, BACKLOG) < 0)
        die("listen");
    printf("Listening on port %d\n", PORT);
    // endregion

    // region: loop
    while (1) {
        int client_fd = accept(server_fd, NULL, NULL);
        if (client_fd < 0) die("accept");

        char buffer[1024];
        ssize_t n = read(client_fd, buffer, sizeof(buffer) - 1);
        if (n < 0)
            perror("read");
        else if (write(client_fd, response, strlen(response)) < 0)
            perror("write");

        close(client_fd);
    }
    // endregion
}
