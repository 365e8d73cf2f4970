static int sum(int n) {
    int list[n];
    for (int i = 0; i <= n; i++) list[i] = i; // fault: writes just past the end of 'list' (int list[5], 20 bytes, local of sum, vla-overflow.c:2): index 5, but the last one is 4
    return list[n - 1];
}
int main(void) { return sum(5); }
