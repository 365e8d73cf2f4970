#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
static void die(const char *what) { perror(what); exit(1); }
int main(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    if (fd < 0) die("socket");
    struct sockaddr_in a;
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_port = htons(8080);
    a.sin_addr.s_addr = htonl(INADDR_ANY);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (struct sockaddr *)&a, sizeof a) < 0 || listen(fd, 5) < 0) die("bind");
    for (;;) {
        char buf[512];
        ssize_t n;
        int c = accept(fd, NULL, NULL);
        if (c < 0) { if (errno == EINTR) continue; die("accept"); }
        while ((n = read(c, buf, sizeof buf)) > 0)
            if (write(c, buf, (size_t)n) != n) break;
        fd_set set;
        FD_ZERO(&set);
        FD_SET(c, &set);
        printf("%s %d %zd\n", inet_ntoa(a.sin_addr), ntohs(a.sin_port), n);
        close(c);
    }
}
