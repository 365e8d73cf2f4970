#warning remember this
#pragma whatever
#include <stdio.h> extra
int main(void) { /* a /* b */ return 0; }
