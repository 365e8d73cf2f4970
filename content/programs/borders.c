// Two writes, then reads: does the reader see where the first message ended?
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void try(const char *name, int type) {
    int end[2];
    if (socketpair(AF_UNIX, type, 0, end) < 0) perror("socketpair");

    // region: two
    char message[100];
    memset(message, 'x', sizeof(message));
    printf("%s: wrote %zd", name, write(end[0], message, 100));
    printf(" and %zd\n", write(end[0], message, 50));

    char buffer[1000];
    printf("  read() returns %zd\n", read(end[1], buffer, sizeof(buffer)));
    // endregion
    close(end[0]);
    printf("  and then %zd\n", read(end[1], buffer, sizeof(buffer)));
    close(end[1]);
}

int main(void) {
    try("SOCK_STREAM", SOCK_STREAM);
    try("SOCK_SEQPACKET", SOCK_SEQPACKET);
    return 0;
}
