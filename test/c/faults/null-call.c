int main(void) {
    int (*fn)(void) = 0;
    return fn(); // fault: calls through a NULL function pointer
}
