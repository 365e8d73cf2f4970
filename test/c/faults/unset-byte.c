int main(void) {
    char buf[8];
    buf[0] = 'a';
    if (buf[3] == 'x') return 1; // fault: reads 'buf[3]' before it was given a value (uninitialised): a condition depends on it
    return 0;
}
