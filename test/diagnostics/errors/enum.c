enum color { RED, GREEN };
enum color { BLUE };
enum shape { RED };
int main(void) {
    enum colour c = RED;
    return c;
}
