#include <unistd.h>
static void limits(int *low, int argc) {
    if (argc > 5) *low = 1;
}
int main(int argc, char **argv) {
    int n;
    limits(&n, argc);
    write(1, argv[0], n); // fault: write: reads 'n' before it was given a value (uninitialised): it goes to the kernel
    return 0;
}
