#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
static const int limit = 5;
static const char greeting[] = "hello";
struct job { int id; int done[4]; };
int main(void) {
    int ids[4];
    struct job jobs[3];
    struct sockaddr_in peer, other;
    int *counts[2];
    int grid[2][2];
    for (int i = 0; i < 4; i++) ids[i] = i;
    jobs[1].done[2] = 1;
    peer.sin_port = htons(80);
    memset(&other, 0, sizeof(&other));
    grid[0][1] = 3;
    counts[0] = 0;
    *counts[0] = 1;
    return 0;
}
