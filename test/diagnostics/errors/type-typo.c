#include <stdint.h>
#include <sys/socket.h>
unit32_t x;
int main(void) {
    sockelen_t n = 0;
    return n + x;
}
