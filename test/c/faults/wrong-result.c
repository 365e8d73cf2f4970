static void nothing(int x) { (void) x; }
int main(void) {
    int (*f)(int) = (int (*)(int)) nothing;
    return f(4); // fault: calls 'void nothing(int)' as 'int (int)': it returns 'void'
}
