int main(void) {
    int x = 1;
    x = x << 32;
    x = x >> -1;
    x = 1 << 40;
    x <<= 33;
    unsigned long y = 1 << 31;
    return x + (int)y;
}
