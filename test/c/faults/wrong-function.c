static int add(int a, int b) { return a + b; }
typedef int (*unary)(int);
int main(void) {
    unary f = (unary) add;
    return f(1); // fault: calls 'int add(int, int)' as 'int (int)': it takes 2 arguments, but 1 is passed
}
