// How many clients get in while nobody calls accept()? listen(fd, 2) and four clients.
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 2
#define CLIENTS 4

static void report(int number, int events) {
    printf("client %d: %s\n", number, events & POLLOUT ? "connected" : "still trying");
}

int main(void) {
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(8080);

    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) perror("bind");
    if (listen(server_fd, BACKLOG) < 0) perror("listen");
    printf("listen(fd, %d), and nobody accepts\n", BACKLOG);

    // region: clients
    struct pollfd client[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        // SOCK_NONBLOCK: connect() starts the handshake and returns at once, EINPROGRESS.
        client[i].fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        client[i].events = POLLOUT;
        connect(client[i].fd, (struct sockaddr *)&address, sizeof(address));
    }

    // A connection that stands is writable. Look once, without waiting.
    poll(client, CLIENTS, 0);
    for (int i = 0; i < CLIENTS; i++) {
        report(i + 1, client[i].revents);
    }
    // endregion

    // region: accept
    int client_fd = accept(server_fd, NULL, NULL);
    printf("accept() = %d: one place is free\n", client_fd);
    // endregion

    // The last client does not learn of that. It gets in when it sends its SYN again.
    poll(&client[CLIENTS - 1], 1, 2000);
    report(CLIENTS, client[CLIENTS - 1].revents);
    return 0;
}
