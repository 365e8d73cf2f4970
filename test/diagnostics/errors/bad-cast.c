struct s { int a; };
int main(void) {
    struct s p = {1};
    int x = (int)p;
    struct s q = (struct s)x;
    double *d = (double *)1.5;
    return x + q.a + *d;
}
