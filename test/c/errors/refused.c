typedef struct { int a; } pair;
int main(void) {
    int n = 3;
    int vla[n] = {0}; // error: variable-sized object may not be initialized
    pair p = {1}, q = {2};
    p == q; // error: invalid operands to binary == (have 'pair' and 'pair')
    const int fixed = 1;
    fixed = 2; // error: assignment of read-only variable 'fixed'
    switch (n) { case 1: break; case 1: break; } // error: duplicate case value
    int a[2] = 5; // error: invalid initializer
    void *v = &n;
    *v; // warning: dereferencing 'void *' pointer
    return n & 1.5; // error: invalid operands to binary & (have 'int' and 'double')
}
