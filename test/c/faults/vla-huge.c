static int first(int n) {
    char room[n]; // fault: stack overflow in 'first': a variable-length array or alloca() asks for 100000000 bytes, and the stack has 262192 bytes
    room[0] = 1;
    return room[0];
}
int main(void) { return first(100000000); }
