// The request is larger than the buffer, and the server closes without reading the rest.
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(8080);

    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) perror("bind");
    if (listen(server_fd, 10) < 0) perror("listen");

    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) perror("connect");
    char request[3000];
    memset(request, 'a', sizeof(request));
    printf("client: wrote %zd bytes\n", write(fd, request, sizeof(request)));

    // region: server
    int client_fd = accept(server_fd, NULL, NULL);
    char buffer[1024];
    printf("server: read %zd\n", read(client_fd, buffer, sizeof(buffer) - 1));
    printf("server: wrote %zd\n", write(client_fd, "Hello, World!", 13));
    close(client_fd);  // 1977 bytes of the request are still in the receive queue
    // endregion

    // On loopback the answer is already here. Over a network the reset may overtake it.
    for (int i = 0; i < 2; i++) {
        ssize_t n = read(fd, buffer, sizeof(buffer));
        if (n < 0) printf("client: read failed, %s\n", strerror(errno));
        else printf("client: read %zd\n", n);
    }
    return 0;
}
