// Say that you are ready on the standard output, and complain on the standard error.
#include <unistd.h>

int main(void) {
    write(1, "ready\n", 6);
    write(1, "disk almost full\n", 17);
    return 0;
}
