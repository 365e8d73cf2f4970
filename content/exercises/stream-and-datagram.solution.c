// Make two sockets: one for TCP, one for UDP. Print their descriptors.
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    int tcp = socket(AF_INET, SOCK_STREAM, 0);
    int udp = socket(AF_INET, SOCK_DGRAM, 0);
    printf("tcp is %d, udp is %d\n", tcp, udp);
    fflush(stdout);
    pause();  // so that you can look at what is open
    return 0;
}
