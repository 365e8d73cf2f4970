#include <netinet/in.h>
#include <sys/socket.h>
int main(void) {
    struct sockaddr_in peer;
    socklen_t length;
    accept(3, (struct sockaddr *) &peer, &length); // fault: accept: reads 'length' before it was given a value (uninitialised)
    return 0;
}
