#include <stdio.h>
#include <sys/socket.h>
int main(int argc, char **argv) {
    switch (argc) {
        puts("never");
    case 1:
        puts("falls");
    default:
        break;
    }
    switch (argc) {
        int count = 3;
    case 1:
        count = 4;
        printf("%d\n", count);
        break;
    case 2:
        if (argv[1]) return 1;
    case 3:
        puts("three");
    case 4:
        return 2;
    }
    switch (argv[1][0]) {
    case 'a':
        puts("a");
    case 'b':
    default:
        goto out;
    }
out:
    return 0;
}
