#include <unistd.h>
int main(void) {
    char line[16];
    size_t most = 200;
    read(0, line, most); // fault: read: writes just past the end of 'line' (char line[16], 16 bytes, local of main, read-overflow.c:3): index 16, but the last one is 15
    return 0;
}
