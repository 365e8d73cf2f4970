// Calls that say what is ready and what is left of their time.
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MESSAGES = 4, BYTES = 8 };

static void messages(int from, int to) {
    struct mmsghdr list[MESSAGES];
    char bytes[MESSAGES][BYTES];
    struct iovec pieces[MESSAGES];
    memset(list, 0, sizeof list);
    for (int i = 0; i < MESSAGES; i++) {
        pieces[i] = (struct iovec){bytes[i], BYTES};
        list[i].msg_hdr.msg_iov = &pieces[i];
        list[i].msg_hdr.msg_iovlen = 1;
    }
    send(to, "abc", 3, 0);
    send(to, "de", 2, 0);
    struct timespec time = {5, 0};
    recvmmsg(from, list, 2, 0, &time);
    send(to, "x", 1, 0);
    time = (struct timespec){5, 0};
    recvmmsg(from, list, MESSAGES, MSG_WAITFORONE, &time);
    time = (struct timespec){1, 0};
    recvmmsg(from, list, MESSAGES, MSG_DONTWAIT, &time);
    send(to, "y", 1, 0);
    recvmmsg(from, list, 1, 0, NULL);
}

static void waiting(int from, int to) {
    fd_set reads, writes;
    FD_ZERO(&reads);
    FD_ZERO(&writes);
    FD_SET(from, &reads);
    FD_SET(to, &writes);
    struct timeval time = {1, 500000};
    select(to + 1, &reads, &writes, NULL, &time);
    printf("%d %d %ld\n", FD_ISSET(from, &reads) != 0, FD_ISSET(to, &writes) != 0, (long) time.tv_sec);
    send(to, "z", 1, 0);
    FD_SET(from, &reads);
    time = (struct timeval){1, 0};
    select(from + 1, &reads, NULL, NULL, &time);
    select(from + 1, &reads, NULL, NULL, NULL);
    struct pollfd one = {from, POLLIN, 0};
    struct timespec most = {2, 0};
    ppoll(&one, 1, &most, NULL);
    printf("%ld\n", (long) most.tv_sec);
    char byte;
    recv(from, &byte, 1, 0);
    most = (struct timespec){0, 1000000};
    ppoll(&one, 1, &most, NULL);
    time = (struct timeval){0, 1000};
    FD_SET(from, &reads);
    printf("%d", select(from + 1, &reads, NULL, NULL, &time));
    printf(" %ld %ld %d\n", (long) time.tv_sec, (long) time.tv_usec, FD_ISSET(from, &reads) != 0);
    poll(&one, 1, 1);
}

int main(void) {
    int pair[2];
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    messages(pair[0], pair[1]);
    waiting(pair[0], pair[1]);
}
