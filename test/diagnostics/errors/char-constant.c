int main(void) {
    char c = '';
    char d = 'ab
    return c;
}
