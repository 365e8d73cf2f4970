// Which two sockets may have the same port? Every pair, asked of the kernel.
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ADDRESSES 2
#define OPTIONS 3

static const char *address_name[ADDRESSES] = {"0.0.0.0", "127.0.0.1"};
static const char *option_name[OPTIONS] = {"no option", "SO_REUSEADDR", "SO_REUSEPORT"};
static const int option_number[OPTIONS] = {0, SO_REUSEADDR, SO_REUSEPORT};

// Binds a socket to port 8080; returns its descriptor, or -1 with errno set.
static int bound(const char *where, int option, int listening) {
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_port = htons(8080);
    inet_pton(AF_INET, where, &address.sin_addr);

    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1;
    if (option) setsockopt(fd, SOL_SOCKET, option, &on, sizeof(on));
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
        close(fd);
        return -1;
    }
    if (listening && listen(fd, 10) < 0) perror("listen");
    return fd;
}

// What the second socket hears when the first one is there.
static const char *answer(int a, int b, int option, int listening) {
    int first = bound(address_name[a], option_number[option], listening);
    int second = bound(address_name[b], option_number[option], 0);
    const char *said = second >= 0 ? "ok" : errno == EADDRINUSE ? "in use" : strerror(errno);
    close(first);
    if (second >= 0) close(second);
    return said;
}

int main(void) {
    printf("  %-9s %-9s %-7s %s\n", "first", "second", "bound", "listens");
    for (int option = 0; option < OPTIONS; option++) {
        printf("%s\n", option_name[option]);
        for (int a = 0; a < ADDRESSES; a++) {
            for (int b = 0; b < ADDRESSES; b++) {
                printf("  %-9s %-9s", address_name[a], address_name[b]);
                printf(" %-7s", answer(a, b, option, 0));
                printf(" %s\n", answer(a, b, option, 1));
            }
        }
    }
    return 0;
}
