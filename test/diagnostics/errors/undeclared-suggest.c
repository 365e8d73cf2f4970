int main(void) {
    int counter = 0;
    conuter = 1;
    return counter + cuonter;
}
