int main(void) {
    int x = 1 @ 2;
    int y = x # 3;
    return x \ y;
}
