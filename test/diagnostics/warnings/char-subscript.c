int main(void) {
    int table[256] = {0};
    char c = 'x';
    return table[c];
}
