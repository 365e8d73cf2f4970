#define _GNU_SOURCE
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv) {
    switch (argc) {
    case 1:
        execl("/bin/ls", "ls");
        break;
    case 2:
        execl("/bin/ls", "ls", "-l");
        break;
    case 3:
        execlp("ls", "ls", "-l", 0);
        break;
    case 4:
        execl(argv[1], NULL);
        break;
    case 5:
        execle("/bin/ls", "ls", NULL);
        break;
    case 6:
        execle("/bin/ls", "ls", "-l", NULL);
        break;
    case 7:
        execvp(NULL, argv);
        break;
    }
    execl("/bin/ls", "ls", (char *) 0);
    execlp("ls", "ls", "-l", NULL);
    execle("/bin/ls", "ls", NULL, environ);
    return 1;
}
