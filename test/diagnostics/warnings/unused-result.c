#include <unistd.h>
#include <stdio.h>
#include <stdlib.h>
int main(void) {
    char b[4];
    read(0, b, 4);
    write(1, b, 4);
    fgets(b, 4, stdin);
    system("x");
    (void)read(0, b, 4);
    malloc(3);
    realloc(0, 3);
    scanf("%3s", b);
    chdir("/");
    fread(b, 1, 1, stdin);
    return 0;
}
