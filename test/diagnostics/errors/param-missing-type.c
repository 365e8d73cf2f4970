int f(a, b);
int g(int a b);
int main(void) { return 0; }
