#include <stdio.h>
#include <string.h>
#include <unistd.h>
struct packet { char head[4]; char body[8]; };
static char shared[6];
int main(int argc, char **argv) {
    char line[16], small[4];
    struct packet p;
    if (read(0, line, 17) < 0) return 1;
    if (read(0, line + 8, 9) < 0) return 2;
    if (read(0, p.head, 5) < 0) return 3;
    if (read(0, shared, 6) < 0) return 4;
    if (write(1, "hello", 7) < 0) return 5;
    if (fgets(line, 64, stdin) == NULL) return 6;
    memset(&p, 0, 20);
    memcpy(small, argv[0], 5);
    memcpy(argv[0], small, 5);
    strncpy(small, argv[0], 8);
    strcpy(small, "four");
    gethostname(small, 64);
    return argc + line[0] + shared[0];
}
