#include <limits.h>
int main(void) {
    int lowest = INT_MIN, minus = -1;
    return lowest / minus; // fault: the quotient does not fit: the lowest number divided by -1
}
