int main(void) {
    foo_t x = 1;
    x = 2;
    uint32_t y = 3;
    return x + y;
}
