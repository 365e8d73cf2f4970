int main(void) {
    count = 1;
    count = count + 1;
    total = count;
    return total;
}
