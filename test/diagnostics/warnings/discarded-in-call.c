#include <string.h>
void take(char *s) { s[0] = 0; }
int main(int argc, char **argv) {
    const char *p = argv[0];
    take(p);
    take("literal");
    return argc;
}
