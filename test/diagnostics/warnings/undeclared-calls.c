#include <stdio.h>
int main(void)
{
    int fd[2];
    pipe(fd);
    fork();
    sleep(1);
    close(fd[0]);
    exit(0);
    int s = socket(2, 1, 0);
    htons(3);
    perror("x");
}
