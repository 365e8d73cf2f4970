#include <stdio.h>
#include <unistd.h>
#include <stdlib.h>
int main(void)
{
    char buf[10];
    read(0, buf, 10);
    write(1, buf, 10);
    malloc(10);
    realloc(0, 10);
    scanf("%d", buf);
    int n; scanf("%d", n);
   
    system("ls");
    return 0;
}
