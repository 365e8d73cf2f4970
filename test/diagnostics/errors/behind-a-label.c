#include <stdio.h>
enum state { IDLE, BUSY };
int main(int argc, char **argv) {
    enum state s = argc > 1 ? BUSY : IDLE;
    switch (s) {
    case IDLE:
        argv[0] ? return 1 : return 0;
    case BUSY:
        puts("busy"));
        break;
    }
    if (argc == 2)) puts("two");
    return 0;
}
