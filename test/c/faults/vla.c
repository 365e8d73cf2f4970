int main(void) {
    int n = 4;
    int a[n];
    for (int i = 0; i < n; i++) a[i] = i;
    a[n] = 1; // fault: writes just past the end of 'a' (int a[4], 16 bytes, local of main, vla.c:3): index 4, but the last one is 3
    return 0;
}
