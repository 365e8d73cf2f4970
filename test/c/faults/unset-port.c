#include <netinet/in.h>
#include <sys/socket.h>
int main(void) {
    struct sockaddr_in addr;
    addr.sin_family = AF_INET;
    addr.sin_addr.s_addr = htonl(INADDR_ANY);
    bind(3, (struct sockaddr *) &addr, sizeof addr); // fault: bind: reads 'addr.sin_port' before it was given a value (uninitialised)
    return 0;
}
