int missing(int x);
int main(void) {
    return missing(1); // error: undefined reference to 'missing'
}
