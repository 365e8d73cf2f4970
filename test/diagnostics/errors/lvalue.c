int main(void) {
    int a = 1;
    5 = a;
    a + 1 = 2;
    &5;
    a++ = 3;
    return a;
}
