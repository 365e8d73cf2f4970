// Welcome every client that comes, and leave nobody in the queue.
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

int main(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) die("socket");
    struct sockaddr_in address;
    memset(&address, 0, sizeof(address));
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    address.sin_port = htons(8080);
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) die("bind");
    if (listen(fd, 5) < 0) die("listen");
    while (1) {
        int client = accept(fd, NULL, NULL);
        if (client < 0) die("accept");
        if (write(client, "welcome\n", 8) < 0) perror("write");
        close(client);
    }
}
