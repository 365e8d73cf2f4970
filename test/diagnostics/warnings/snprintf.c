#include <stdio.h>
#include <string.h>
int main(void) {
    char buf[8];
    snprintf(buf, sizeof buf, "%s:%d", "a");
    sprintf(buf, "%ld", 3);
    dprintf(1, "%s\n", 4);
    printf("%zu\n", strlen(buf));
    printf("%d\n", strlen(buf));
    return 0;
}
