#include <netinet/in.h>
int main(void) {
    struct sockadr_in a;
    a.sin_port = 1;
    return 0;
}
