#include <stdio.h>
#include <pthraed.h>
int main(void) { return 0; }
