static int deep(int n) {
    char room[100000];
    room[0] = (char) n;
    return n == 0 ? room[0] : deep(n - 1) + room[0]; // fault: stack overflow in 'deep': its variables take 100032 bytes, and the stack has 262192 bytes
}
int main(void) { return deep(10); }
