int main(void) {
    asm("nop"); // error: inline assembly is not supported by this compiler
    return 0;
}
