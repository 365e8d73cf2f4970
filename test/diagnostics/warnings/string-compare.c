#include <string.h>
int main(int argc, char **argv) {
    if (argv[1] == "x") return 1;
    if ("a" == "a") return argc;
    return 0;
}
