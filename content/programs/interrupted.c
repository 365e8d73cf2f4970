// A signal arrives while accept() waits. What does the call return?
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static volatile sig_atomic_t alarms;

static void on_alarm(int number) {
    (void)number;
    alarms++;
}

// A client that comes after `seconds`, in a process of its own.
static void client_after(int seconds, struct sockaddr_in *address) {
    if (fork() != 0) return;
    sleep(seconds);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)address, sizeof(*address)) < 0) perror("connect");
    _exit(0);
}

int main(void) {
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(8080);
    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) perror("bind");
    if (listen(server_fd, 10) < 0) perror("listen");

    // region: handler
    struct sigaction action = {0};
    action.sa_handler = on_alarm;
    action.sa_flags = 0;  // try SA_RESTART
    sigaction(SIGALRM, &action, NULL);
    // endregion

    client_after(2, &address);
    alarm(1);
    // region: again
    int client_fd;
    do {
        client_fd = accept(server_fd, NULL, NULL);
        printf("accept() = %d%s%s, alarms: %d\n", client_fd, client_fd < 0 ? ", " : "",
               client_fd < 0 ? strerror(errno) : "", alarms);
    } while (client_fd < 0 && errno == EINTR);
    // endregion
    close(client_fd);
    return 0;
}
