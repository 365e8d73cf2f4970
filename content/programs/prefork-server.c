// A fixed number of workers, forked in advance, all in accept() on one listener.
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS 3

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

// region: worker
// The same loop as in server.c. The kernel gives each connection to one of the sleepers.
static void work(int worker, int server_fd) {
    while (1) {
        int client_fd = accept(server_fd, NULL, NULL);
        if (client_fd < 0) die("accept");
        printf("worker %d has a client\n", worker);
        fflush(stdout);

        char buffer[1024];
        ssize_t n = read(client_fd, buffer, sizeof(buffer) - 1);
        if (n < 0) perror("read");
        usleep(300000);  // the same 300 ms of work as in slow-server.c
        if (write(client_fd, response, strlen(response)) < 0) perror("write");
        close(client_fd);
    }
}
// endregion

int main(void) {
    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    if (server_fd < 0) die("socket");

    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    address.sin_port = htons(8080);
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) die("bind");
    if (listen(server_fd, 10) < 0) die("listen");
    printf("Listening on port 8080\n");
    fflush(stdout);

    // region: fork
    // The children inherit server_fd: several descriptors, one listener, one accept queue.
    for (int worker = 0; worker < WORKERS; worker++) {
        pid_t child = fork();
        if (child < 0) die("fork");
        if (child == 0) work(worker, server_fd);  // never returns
    }
    // endregion

    // The parent only waits. A real one would replace a worker that died.
    while (wait(NULL) > 0) continue;
    return 0;
}
