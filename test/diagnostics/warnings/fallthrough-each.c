#include <stdio.h>
#include <stdlib.h>

// Where a case goes on into the next one, and where it cannot.
void give_up(const char *why, ...) __attribute__((__noreturn__));
_Noreturn void stop(void);
static void quit(int status) { exit(status); }

void give_up(const char *why, ...) {
    puts(why);
    exit(1);
}

void stop(void) { exit(2); }

static int one(int n) {
    switch (n) {
    case 0:
        give_up("declared so");
    case 1:
        stop();
    case 2:
        quit(2);
    case 3:
        if (n > 2) stop();
        else give_up("both");
    case 4:
        if (n > 3) stop();
        else puts("only one");
    case 5: {
        puts("a block");
    }
    case 6:
        do {
            stop();
        } while (0);
    case 7:
        do {
            puts("a loop");
        } while (n > 8);
    case 8:
        while (n > 9) n--;
    case 9:
        n > 10 ? stop() : give_up("either");
    case 10:
        puts("first"), stop();
    case 11:
        n > 12 ? stop() : quit(3);
    case 12:
        switch (n) {
        case 1:
            return 1;
        default:
            return 2;
        }
    case 13:
        (void)puts("cast");
    case 14:
        for (int i = 0; i < n; i++) puts("again");
    case 15:
        for (n = 0; n < 16; n++) puts("from zero");
    case 16:
        puts("into a loop");
    case 17:
        for (; n < 18; n++) puts("more");
    default:
        return n;
    }
}

int main(int argc, char **argv) {
    return argv[0] ? one(argc) : 0;
}
int inner(int a, int b) {
    switch (a) {
    case 1:
        switch (b) {
        case 3: return 2;
        default:
            for (;;) {
                if (one(b)) break;
            }
            return 1;
        }
    case 2: return 3;
    case 4:
        switch (b) {
        case 3:
            switch (a) {
            default: return 4;
            }
        case 5: return 2;
        }
    case 6: return (!a & 0x1) + (!a & 01u);
    }
    return 0;
}
