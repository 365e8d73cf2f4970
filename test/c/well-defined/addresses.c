// The casts of sockets programs: one address in many clothes, most of whose bytes have no value.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static int port_of(const struct sockaddr *sa) {
    if (sa->sa_family != AF_INET) return -1;
    return ntohs(((const struct sockaddr_in *) sa)->sin_port);
}

int main(void) {
    struct sockaddr_storage storage;
    struct sockaddr_in *in = (struct sockaddr_in *) &storage;
    in->sin_family = AF_INET;
    in->sin_port = htons(8080);
    in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    struct sockaddr_storage copy = storage;
    printf("%d\n", port_of((struct sockaddr *) &copy)); // → 8080
    char text[INET_ADDRSTRLEN];
    printf("%s\n", inet_ntop(AF_INET, &in->sin_addr, text, sizeof text)); // → 127.0.0.1
    struct sockaddr_in table[3];
    table[1] = *in;
    memcpy(&table[2], &table[1], sizeof table[0]);
    printf("%s:%d\n", inet_ntoa(table[2].sin_addr), ntohs(table[2].sin_port)); // → 127.0.0.1:8080

    struct in_addr a, b;
    a.s_addr = inet_addr("10.0.0.1");
    b = a;
    printf("%d\n", memcmp(&a, &b, sizeof a)); // → 0
    return 0;
}
