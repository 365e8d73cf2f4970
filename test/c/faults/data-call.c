int main(void) {
    int number = 5;
    int (*f)(void) = (int (*)(void)) &number;
    return f(); // fault: calls through a pointer that is no function
}
