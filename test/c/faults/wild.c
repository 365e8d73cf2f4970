int main(void) {
    int *p = (int *)0x12345678;
    *p = 1; // fault: writes 4 bytes at 0x12345678, an address where this program has no memory (a wild pointer)
    return 0;
}
