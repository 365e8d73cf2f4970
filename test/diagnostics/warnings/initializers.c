#include <string.h>
#include <sys/socket.h>

struct point { int x, y; };
struct line { struct point from, to; int width; };

static struct point half = {1};
static struct point named = {.x = 1};
static struct point nothing = {0};
static struct line flat = {1, 2, 3, 4, 5};
static struct line deep = {{1, 2}, {3, 4}, 5};
static int table[2][2] = {1, 2, 3, 4};
static int zeros[2][2] = {0};
static int again[4] = {[0] = 1, [1] = 2, [0] = 3};
static struct point twice = {.x = 1, .y = 2, .x = 3};
static int range[8] = {[0 ... 7] = 1, [3] = 5};

static void clear(char *buffer, struct point *p, const char *from) {
    memset(buffer, 0, sizeof(buffer));
    memset(buffer, 0, sizeof buffer);
    memset(p, 0, sizeof p);
    strncpy(buffer, from, sizeof(buffer));
    if (memcmp(buffer, from, sizeof(buffer)) == 0) buffer[0] = 0;
}

int main(int argc, char **argv) {
    struct point p;
    char buffer[16];
    clear(buffer, &p, argv[0]);
    int flags = argc;
    if (!flags & 4) flags = 0;
    if (!flags & MSG_PEEK) flags = 0;
    if (flags)
        if (argc > 1) flags = 1;
    else flags = 2;
    return half.x + named.x + nothing.x + flat.width + deep.width + table[0][0] + zeros[0][0] + again[0] +
           twice.x + range[0] + p.x + flags;
}
