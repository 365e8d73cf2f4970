/* Sends every datagram back to whoever sent it, whatever its length; once ready it says so. */
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

static char bytes[70000];

int main(void) {
    struct sockaddr_in own = {.sin_family = AF_INET}, peer;
    own.sin_port = htons(7000);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (bind(fd, (struct sockaddr *)&own, sizeof own) < 0) return 1;
    fprintf(stderr, "Listening\n");
    for (;;) {
        socklen_t length = sizeof peer;
        ssize_t n = recvfrom(fd, bytes, sizeof bytes, 0, (struct sockaddr *)&peer, &length);
        if (n < 0 || sendto(fd, bytes, n, 0, (struct sockaddr *)&peer, length) != n) return 1;
    }
}
