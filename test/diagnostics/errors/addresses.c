#include <stdio.h>
#include <sys/socket.h>
#include <netinet/in.h>
int main(void)
{
    struct sockaddr_in adr;
    adr.sin_famly = AF_INET;
    adr.sin_port = htons(80);
    adr->sin_port = 1;
    struct sockaddr_in *p = &adr;
    p.sin_port = 2;
    bind(3, &adr, sizeof(adr));
    int s = socket(AF_INET, SOCK_STREM, 0);
    connect(s, adr, sizeof adr);
    return 0;
}
