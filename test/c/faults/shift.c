static unsigned bit(int n) {
    return 1u << n; // fault: shifts by 32: a value of 32 bits can be shifted by 0 to 31
}
int main(void) {
    unsigned all = 0;
    for (int i = 0; i <= 32; i++) all |= bit(i);
    return all == 0;
}
