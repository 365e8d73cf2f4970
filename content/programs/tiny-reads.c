// The same 1000 bytes, read in one call and read one by one.
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// Reads `total` bytes in pieces of at most `piece` and counts the calls.
static int count_reads(int fd, int total, int piece) {
    char buffer[1024];
    int calls = 0;
    while (total > 0) {
        ssize_t n = read(fd, buffer, (size_t)piece);
        if (n <= 0) break;
        total -= (int)n;
        calls++;
    }
    return calls;
}

int main(void) {
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(8080);

    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) perror("bind");
    if (listen(server_fd, 10) < 0) perror("listen");
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) perror("connect");
    int client_fd = accept(server_fd, NULL, NULL);

    char data[1000];
    memset(data, 'x', sizeof(data));
    // region: compare
    if (write(fd, data, sizeof(data)) < 0) perror("write");
    printf("1024 at a time: %d call\n", count_reads(client_fd, 1000, 1024));

    if (write(fd, data, sizeof(data)) < 0) perror("write");
    printf("1 at a time:    %d calls\n", count_reads(client_fd, 1000, 1));
    // endregion
    return 0;
}
