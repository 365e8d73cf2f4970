#include <sys/select.h>
int main(void) {
    fd_set ready;
    FD_SET(3, &ready); // FD_ZERO is missing
    select(4, &ready, NULL, NULL, NULL); // fault: select: reads 'ready.__fds_bits[0]' before it was given a value (uninitialised)
    return 0;
}
