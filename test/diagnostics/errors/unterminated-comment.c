int main(void) {
    /* begin
    return 0;
}
