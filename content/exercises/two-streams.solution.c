// Say that you are ready on the standard output, and complain on the standard error.
#include <unistd.h>

int main(void) {
    if (write(STDOUT_FILENO, "ready\n", 6) < 0) return 1;
    if (write(STDERR_FILENO, "disk almost full\n", 17) < 0) return 1;
    return 0;
}
