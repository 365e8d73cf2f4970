int main(void) {
    char word[4] = "abc";
    int i = -1;
    return word[i]; // fault: reads 1 byte before the start of 'word' (char word[4], 4 bytes, local of main, before-start.c:2)
}
