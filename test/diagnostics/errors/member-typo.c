#include <netinet/in.h>
int main(void) {
    struct sockaddr_in a;
    a.sin_familly = AF_INET;
    a.sin_prt = 0;
    struct sockaddr_in *p = &a;
    p->sin_adr.s_addr = 0;
    a->sin_port = 1;
    p.sin_port = 2;
    return 0;
}
