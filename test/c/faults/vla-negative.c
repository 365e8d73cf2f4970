int main(void) {
    int n = -1;
    int a[n]; // fault: a variable-length array in 'main' cannot be: its length is negative or much too large
    a[0] = 1;
    return a[0];
}
