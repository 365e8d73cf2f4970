// A client that has said everything and still listens; a server that closes without a reset.
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sockaddr_in address;

static void client(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) perror("connect");
    char request[3000];
    memset(request, 'q', sizeof(request));
    if (write(fd, request, sizeof(request)) < 0) perror("write");
    // region: half
    shutdown(fd, SHUT_WR);  // FIN: I have said everything, and I still listen
    // endregion

    char answer[100];
    ssize_t n;
    while ((n = read(fd, answer, sizeof(answer))) > 0) printf("client: %zd bytes\n", n);
    if (n < 0) {
        perror("client");
    } else {
        printf("client: end of the stream\n");
    }
    close(fd);
}

int main(void) {
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(8080);
    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) perror("bind");
    if (listen(server_fd, 10) < 0) perror("listen");
    if (fork() == 0) {
        client();
        return 0;
    }

    int client_fd = accept(server_fd, NULL, NULL);
    char buffer[1024];
    ssize_t first = read(client_fd, buffer, sizeof(buffer));
    printf("server: read %zd bytes and answers\n", first);
    if (write(client_fd, "enough", 6) < 0) perror("write");

    // region: linger
    shutdown(client_fd, SHUT_WR);  // the answer ends here
    ssize_t n, rest = 0;
    while ((n = read(client_fd, buffer, sizeof(buffer))) > 0) rest += n;  // to the client's end
    // endregion
    close(client_fd);
    wait(NULL);
    printf("server: had thrown away %zd bytes\n", rest);
    return 0;
}
