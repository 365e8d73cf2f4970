int main(void) {
    if (missing) {
        other = 1;
    }
    while (third) fourth = 2;
    return 0;
}
