#include <stdbool.h>
int main(void) {
    bool b = true;
    if (b == 2) return 1;
    int x = 5;
    if ((x > 3) == 2) return 2;
    return 0;
}
