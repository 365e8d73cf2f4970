int main(int argc, char **argv) {
    long v = 5;
    int by = argc - 3;
    v >>= by; // fault: shifts by -2: a value of 64 bits can be shifted by 0 to 63
    return (int) v + (argv == 0);
}
