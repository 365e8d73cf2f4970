#include <stdio.h>
struct point { int x, y; };
int add(int a, int b) { return a + b; }
int main(void) {
    int count = 0;
    struct point p = {1, 2};
    cuont = 1; // error: 'cuont' undeclared (first use in this function); did you mean 'count'?
    p.z = 1; // error: 'struct point' has no member named 'z'
    p->x = 1; // error: invalid type argument of '->' (have 'struct point')
    add(1); // error: too few arguments to function 'add'
    add(1, 2, 3); // error: too many arguments to function 'add'
    close(3); // warning: implicit declaration of function 'close'
    5 = count; // error: lvalue required as left operand of assignment
    *count = 1; // error: invalid type argument of unary '*' (have 'int')
    count(); // error: called object 'count' is not a function or function pointer
    int count; // error: redeclaration of 'count' with no linkage
    break; // error: break statement not within loop or switch
    goto nowhere; // error: label 'nowhere' used but not defined
    return p; // error: incompatible types when returning type 'struct point' but 'int' was expected
}
