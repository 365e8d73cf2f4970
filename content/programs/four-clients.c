// Four clients at once: how long does each of them wait for its answer?
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void die(const char *call) {
    perror(call);
    exit(1);
}

static long now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int main(void) {
    struct sockaddr_in server = {0};
    server.sin_family = AF_INET;
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server.sin_port = htons(8080);

    // region: send
    const char *request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    long began = now_ms();
    int clients[4];
    for (int i = 0; i < 4; i++) {
        clients[i] = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(clients[i], (struct sockaddr *)&server, sizeof(server)) < 0) die("connect");
        if (write(clients[i], request, strlen(request)) < 0) die("write");
    }
    // endregion
    printf("all four are connected and have sent their requests\n");

    for (int i = 0; i < 4; i++) {
        char answer[1024];
        if (read(clients[i], answer, sizeof(answer)) < 0) die("read");
        // In steps of 100 ms: the rest is the machine's own work.
        printf("client %d: answered after %ld00 ms\n", i + 1, (now_ms() - began) / 100);
        close(clients[i]);
    }
    return 0;
}
