// A server that forgets close(). Each client costs it one descriptor, until there is none.
//
// The limit is 1024 on most systems (ulimit -n); with a higher one this takes longer.
#include <netinet/in.h>
#include <stdio.h>
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

    int served = 0;
    while (1) {
        // The client does everything right: it connects, and later it closes.
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) perror("connect");

        // region: leak
        int client_fd = accept(server_fd, NULL, NULL);
        if (client_fd < 0) {
            perror("accept");
            break;
        }
        served++;
        if (served <= 3) printf("client %d has fd %d\n", served, client_fd);
        // Here close(client_fd) is missing.
        // endregion

        close(fd);
    }
    printf("served more than %d clients, then the table was full\n", served / 100 * 100);

    // All those connections are still open on this side. Look at them before they go.
    printf("now try ss -tan; Enter ends the server\n");
    getchar();
    return 0;
}
