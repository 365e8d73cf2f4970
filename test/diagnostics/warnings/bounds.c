int a[10];
int main(void) {
    int b[3] = {0};
    a[10] = 1;
    b[-1] = 2;
    b[3] = 1;
    return a[11] + b[2];
}
