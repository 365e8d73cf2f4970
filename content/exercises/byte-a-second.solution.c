// Answer whole requests, and let nobody hold you up with a byte a second.
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static void die(const char *call) {
    perror(call);
    exit(1);
}

static const char response[] =
    "HTTP/1.1 200 OK\r\n"
    "Content-Length: 13\r\n"
    "\r\n"
    "Hello, World!";

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) die("socket");
    int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    struct sockaddr_in address;
    memset(&address, 0, sizeof(address));
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    address.sin_port = htons(port);
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) die("bind");
    if (listen(fd, 10) < 0) die("listen");
    return fd;
}

// Reads until the empty line that ends a request; false where none has come after two seconds.
static int read_request(int client) {
    char request[1024];
    size_t used = 0;
    time_t end = time(NULL) + 2;
    struct timeval patience = {1, 0};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    while (used < sizeof(request) - 1 && time(NULL) < end) {
        ssize_t n = read(client, request + used, sizeof(request) - 1 - used);
        if (n == 0) return 0;
        if (n < 0) continue;  // a second without a byte: look at the clock
        used += n;
        request[used] = 0;
        if (strstr(request, "\r\n\r\n")) return 1;
    }
    return 0;
}

int main(void) {
    int server = listen_on(8080);
    while (1) {
        int client = accept(server, NULL, NULL);
        if (client < 0) die("accept");
        if (read_request(client) && write(client, response, strlen(response)) < 0)
            perror("write");
        close(client);
    }
}
