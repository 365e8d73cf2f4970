#include <stdio.h>
#include <string.h>
int main(int argc, char *argv[])
{
    char *s = argv[1];
    if (s == "quit") return 1;
    if (argv[1] == 'q') return 2;
    if (argc & 1 == 0) return 3;
    if (argc == 1 & argc == 2 || argc == 3 && argc == 4) return 4;
    if (!argc == 3) return 5;
    if (1 < argc < 5) return 6;
    char buf[4]; memset(buf, sizeof buf, 0); memset(s, 0, sizeof(s)); strncpy(buf, "x", strlen("x"));
    int a = a; if (argc) if (argc > 1) return 7; else return 8;
    return a;
}
