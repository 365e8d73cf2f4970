#include <unistd.h>
struct connection { int fd; char buf[100]; long total; };
static struct connection all[4];
int main(void) {
    struct connection *c = &all[1];
    size_t most = 200;
    c->total = read(c->fd, c->buf, most); // fault: read: writes 100 bytes past the end of 'c->buf' (char[100]), over 'c->total'
    return 0;
}
