// The client has left. What does write() say, the first time and the second?
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    // Without this line the second write() would end the program: SIGPIPE.
    signal(SIGPIPE, SIG_IGN);

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
    close(fd);

    // region: writes
    for (int i = 1; i <= 2; i++) {
        ssize_t n = write(client_fd, "hello", 5);
        if (n < 0) printf("write %d: %s\n", i, strerror(errno));
        else printf("write %d: %zd bytes, queued\n", i, n);
    }
    // endregion
    return 0;
}
