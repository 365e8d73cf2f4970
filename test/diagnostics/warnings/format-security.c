#include <stdio.h>
#include <syslog.h>
int main(int argc, char **argv) {
    char buf[10] = "x";
    printf(buf);
    if (argc > 1) fprintf(stderr, argv[1]);
    snprintf(buf, sizeof buf, argv[0]);
    return 0;
}
