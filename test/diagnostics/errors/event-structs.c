#include <stdio.h>
#include <sys/epoll.h>
#include <poll.h>
int main(void)
{
    struct epoll_event ev = { EPOLLIN, 3 };
    ev.data.fd = "x";
    epoll_ctl(1, EPOLL_CTL_ADD, 2, ev);
    struct pollfd p[2]; poll(&p, 2, -1); poll(p[0], 1, 1);
    fd_set s; FD_SET(3, s); FD_ZERO(s);
    return 0;
}
