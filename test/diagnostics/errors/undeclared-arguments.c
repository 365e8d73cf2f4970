int f(int, int);
int main(void) {
    return f(a, b);
}
