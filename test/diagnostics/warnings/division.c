int main(void) {
    int x = 1;
    x = x / 0;
    x = x % 0;
    x /= 0;
    return 1 / 0;
}
