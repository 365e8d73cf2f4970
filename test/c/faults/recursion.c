int forever(int n) {
    return forever(n + 1) + 1; // fault: stack overflow: more than 174000 calls deep in 'forever', a recursion without an end
}
int main(void) { return forever(0); }
