#include <netinet/in.h>
struct client { int fd; };
union word { int number; char bytes[4]; };
enum state { OPEN, CLOSED };
int main(void) {
    client c;
    word w;
    state s = OPEN;
    sockaddr_in address;
    clint d;
    return 0;
}
