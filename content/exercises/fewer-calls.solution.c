// Send the file /srv/page to every client, with few calls.
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void die(const char *call) {
    perror(call);
    exit(1);
}

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

int main(void) {
    int server = listen_on(8080);
    while (1) {
        int client = accept(server, NULL, NULL);
        if (client < 0) die("accept");
        int file = open("/srv/page", O_RDONLY);
        if (file < 0) die("/srv/page");
        char piece[4096];
        ssize_t n;
        while ((n = read(file, piece, sizeof(piece))) > 0)
            if (write(client, piece, n) < 0) break;
        close(file);
        close(client);
    }
}
