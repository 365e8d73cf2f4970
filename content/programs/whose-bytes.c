// After write() has returned, may the program change its buffer?
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
    int client_fd = accept(server_fd, NULL, NULL);

    // region: change
    char message[] = "first";
    printf("write() = %zd\n", write(client_fd, message, 5));
    memcpy(message, "other", 5);  // the client has not read anything yet

    char received[16] = {0};
    printf("read()  = %zd\n", read(fd, received, sizeof(received) - 1));
    printf("the client got \"%s\"\n", received);
    // endregion
    return 0;
}
