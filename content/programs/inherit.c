// Which descriptors does the next program get? Two sockets, then exec.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void look(int fd) {
    if (fcntl(fd, F_GETFD) < 0) {
        printf("  %d: %s\n", fd, strerror(errno));
    } else {
        printf("  %d: open\n", fd);
    }
}

int main(int argc, char **argv) {
    if (argc > 1) {  // the second life of this process
        printf("after exec:\n");
        look(3);
        look(4);
        return 0;
    }

    // region: two
    int kept = socket(AF_INET, SOCK_STREAM, 0);
    int closed = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    // endregion
    printf("before:\n");
    look(kept);
    look(closed);
    fflush(stdout);

    execl("/proc/self/exe", argv[0], "again", (char *)NULL);
    perror("execl");
    return 1;
}
