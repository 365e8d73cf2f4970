static double half(double x) { return x / 2; }
int main(void) {
    double (*f)(int) = (double (*)(int)) half;
    return (int) f(4); // fault: calls 'double half(double)' as 'double (int)': its argument 1 is 'double', but 'int' is passed
}
