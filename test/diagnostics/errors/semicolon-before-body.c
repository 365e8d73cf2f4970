#include <stdio.h>
#include <unistd.h>
static void serve(int fd);
{
    char buffer[100];
    ssize_t n = read(fd, buffer, sizeof buffer);
    if (n > 0) printf("%zd\n", n);
    for (int i = 0; i < 3; i++) {
        puts("x");
    }
    close(fd);
}
int main(void) {
    serve(0);
    return 0;
}
