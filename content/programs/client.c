// The other end: connects to port 8080, sends a request, prints the answer.
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

    // region: connect
    struct sockaddr_in server = {0};
    server.sin_family = AF_INET;
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);  // 127.0.0.1
    server.sin_port = htons(8080);
    // No bind(): connect() picks a free port for this end.
    if (connect(fd, (struct sockaddr *)&server, sizeof(server)) < 0) die("connect");
    // endregion

    const char *request = "GET / HTTP/1.1\r\nHost: localhost:8080\r\nConnection: close\r\n\r\n";
    if (write(fd, request, strlen(request)) < 0) die("write");

    // The answer may come in any number of pieces. 0 means that the server has closed.
    char buffer[1024];
    ssize_t n;
    while ((n = read(fd, buffer, sizeof(buffer))) > 0) {
        if (write(STDOUT_FILENO, buffer, (size_t)n) < 0) die("write");
    }
    if (n < 0) die("read");
    close(fd);
    return 0;
}
