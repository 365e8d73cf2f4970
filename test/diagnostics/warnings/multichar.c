int main(void) {
    int c = 'ab';
    char d = 'ab';
    return c + d;
}
