static x = 3;
f(void) { return 1; }
int main(void) {
    auto y = 2;
    return x + f() + y;
}
