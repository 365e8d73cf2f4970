int main(void) {
    int a = 1, b = 2;
    asm("rdtsc"); // error: inline assembly is not supported by this compiler
    asm("" : "=r"(a), "=r"(b) : "0"(b), "1"(a)); // error: inline assembly is not supported by this compiler
    asm goto("" : : : : done); // error: inline assembly is not supported by this compiler
done:
    return 0;
}
