#include <netinet/in.h>
#include <sys/socket.h>
int main(void) {
    struct sockaddr_in address = {0};
    bind(3, &address, sizeof address); // warning: passing argument 2 of 'bind' from incompatible pointer type
    int *p = 5; // warning: initialization of 'int *' from 'int' makes pointer from integer without a cast
    int n = 0;
    n = p; // warning: assignment to 'int' from 'int *' makes integer from pointer without a cast
    char *s = (const char *)0 + 1; // warning: initialization discards 'const' qualifier from pointer target type
    if (n = 0) return 1; // warning: suggest parentheses around assignment used as truth value
    n == 3; // warning: statement with no effect
    int unset;
    n += unset; // warning: 'unset' may be used uninitialized
    return s ? 0 : 1;
}
