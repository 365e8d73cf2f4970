int main(void) {
    int x = 2147483647 + 1;
    char c = 300;
    unsigned char u = 256;
    int big = 5000000000;
    short s = 70000;
    unsigned v = -1;
    x = 100000 * 100000;
    unsigned char w = -1;
    return x + c + u + big + s + v + w;
}
