#define SQUARE(x) ((x) * (y))
#define QUAD(x) SQUARE(SQUARE(x))
int main(void) {
    return SQUARE(2) + QUAD(3);
}
