#define TWICE(x) ((x) * 2)
int main(void) {
    return TWICE(unknown);
}
