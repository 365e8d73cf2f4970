int main(void) {
    int int = 3;
    int for = 1;
    return 0;
}
