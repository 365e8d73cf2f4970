#include <stdio.h>
static char lines[2][8];
static int total[3];
int main(int argc, char **argv) {
    lines[1][7] = 0;
    for (int i = 0; i < 3 + argc; i++) total[i] = i; // fault: writes just past the end of 'total' (int total[3], 12 bytes, global, global-end.c:3): index 3, but the last one is 2
    printf("%s %s\n", lines[1], argv[0]);
    return 0;
}
