// A process for each connection: the parent accepts, a child serves.
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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

static void serve(int client_fd) {
    char buffer[1024];
    ssize_t n = read(client_fd, buffer, sizeof(buffer) - 1);
    if (n < 0) perror("read");
    usleep(300000);  // the same 300 ms of work as in slow-server.c
    if (write(client_fd, response, strlen(response)) < 0) perror("write");
}

int main(void) {
    // Nobody waits for the children, so tell the kernel not to keep them as zombies.
    signal(SIGCHLD, SIG_IGN);

    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    if (server_fd < 0) die("socket");

    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    address.sin_port = htons(8080);
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) die("bind");
    if (listen(server_fd, 10) < 0) die("listen");
    printf("Listening on port 8080\n");
    fflush(stdout);  // or each child would inherit, and print, what is still in the buffer

    // region: loop
    while (1) {
        int client_fd = accept(server_fd, NULL, NULL);
        if (client_fd < 0) die("accept");

        pid_t child = fork();
        if (child < 0) perror("fork");
        if (child == 0) {
            close(server_fd);  // the child accepts nothing
            serve(client_fd);
            exit(0);  // closes client_fd, too
        }
        // The parent has to close its copy, or the connection would never end.
        close(client_fd);
    }
    // endregion
}
