static int few[3];
static int other[100];
int main(void) {
    other[0] = 1;
    return few[20]; // fault: uses index 20 of 'few' (int[3]): the last one is 2
}
