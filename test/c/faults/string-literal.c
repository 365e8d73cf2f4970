int main(void) {
    char *s = "hello";
    s[0] = 'H'; // fault: writes to a string literal, which is read-only: copy it into an array first
    return 0;
}
