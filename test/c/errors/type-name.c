int main(void) {
    ssize_t n = 0; // error: unknown type name 'ssize_t'
    return 0;
}
