#include <stdbool.h>
int g(unsigned char x) { switch (x) { case 255: return 1; case -1: return 2; case 256: return 4;
 case 300: return 5; case 0: return 7;} return 0; }
int h(signed char x) { switch (x) { case 127 ... 200: return 1; case -200: return 2; 
 case -128: return 4; case -150 ... -129: return 5; case 3 ... 1: return 6; } return 0; }
int b(bool x) { switch (x) { case 2: return 2; case 1: return 1; case false: return 0; } return 3; }
int s(short x) { switch (x) { case -40000 ... 40000: return 2; } return 3; }
int a_(bool x) { switch (x) { case 1: return 1; case false: return 0; } return 3; }
int b_(bool x) { switch (x) { case 1: return 1; case false: return 0; default: return 7;} return 3; }
int c_(bool x) { switch (x) { case 1: return 1; default: return 7;} return 3; }
int d_(int x) { switch (x == 3) { case 1: return 1; case 2: return 7;} return 3; }
int e_(int x) { switch (!x) { case 1: return 1; case 2 ... 7: return 7;} return 3; }
int g_(int x) { switch (x || 1) { case 1: return 1; case -1: return 7;} return 3; }
int h_(bool x) { switch (x) { default: return 7;} return 3; }
int i_(bool x) { switch (x) { case 0: case 1: return 7; default: ;} return 3; }
int main(void) { return 0; }
