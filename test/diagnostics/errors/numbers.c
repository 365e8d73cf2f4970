int main(void) {
    int a = 09;
    int b = 12abc;
    int c = 0x;
    int d = 1.2.3;
    return a + b + c + d;
}
