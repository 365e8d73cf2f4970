/*
 * fetch ADDRESS PORT PATH: gets a page over HTTP/1.0 and prints how many bytes its body has, and
 * the sum of them.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
    static char answer[1 << 22];
    char request[256];
    size_t have = 0;
    ssize_t n;
    if (argc != 4) {
        fprintf(stderr, "usage: fetch ADDRESS PORT PATH\n");
        return 2;
    }
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[2]))};
    if (inet_pton(AF_INET, argv[1], &server.sin_addr) != 1) return 2;
    if (connect(fd, (struct sockaddr *)&server, sizeof server) < 0) {
        perror("connect");
        return 1;
    }
    int length = snprintf(request, sizeof request, "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n", argv[3], argv[1]);
    if (write(fd, request, (size_t)length) != length) {
        perror("write");
        return 1;
    }
    while ((n = read(fd, answer + have, sizeof answer - 1 - have)) > 0) have += (size_t)n;
    if (n < 0) perror("read");
    close(fd);
    answer[have] = 0;
    char *body = strstr(answer, "\r\n\r\n");
    if (!body) return 1;
    body += 4;
    unsigned long sum = 0, count = have - (size_t)(body - answer);
    for (unsigned long i = 0; i < count; i++) sum += (unsigned char)body[i];
    printf("%lu bytes, sum %lu\n", count, sum);
    return 0;
}
