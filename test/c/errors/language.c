// What the newer constructs of the language do not allow.
#include <stdarg.h>
int n = 3;
int at_file[n]; // error: variably modified 'at_file' at file scope
struct vm { int a[n]; }; // error: variably modified 'a' at file scope
int value = ({ 1; }); // error: braced-group within expression allowed only inside a function
struct s { int a; } s1;
_Static_assert(sizeof(int) == 8, "an int has 8 bytes"); // error: static assertion failed: "an int has 8 bytes"
_Static_assert(n, "not constant"); // error: expression in static assertion is not constant
int generic = _Generic(1.5, int: 1, char *: 2); // error: '_Generic' selector of type 'double' is not compatible with any association
int twice = _Generic(1, int: 1, signed: 2); // error: '_Generic' specifies two compatible types
_Alignas(3) int odd; // error: requested alignment '3' is not a positive power of 2
int kr(a, b) int a; { return a; } // warning: type of 'b' defaults to 'int'
int fixed(int a) { va_list ap; va_start(ap, a); return 0; } // error: 'va_start' used in function with fixed arguments
struct flex { int a[]; }; // error: flexible array member in a struct with no named members
enum twin { A, A }; // error: redeclaration of enumerator 'A'
int main(void) {
    goto *n; // error: computed goto must be pointer type
    void *p = &&nowhere; // error: label 'nowhere' used but not defined
    __auto_type x; // error: '__auto_type' requires an initialized data declaration
    __auto_type y = 1, *z = &y; // error: '__auto_type' may only be used with a single declarator
    int vla[n] = { 1 }; // error: variable-sized object may not be initialized
    static int sv[n]; // error: storage size of 'sv' isn't constant
    extern int ev[n]; // error: object with variably modified type must have no linkage
    _Thread_local int tl; // error: function-scope 'tl' implicitly auto and declared '_Thread_local'
    int arr[2] = { [2] = 1 }; // error: array index in initializer exceeds array bounds
    int rng[5] = { [3 ... 1] = 0 }; // error: empty index range in initializer
    return 0;
}
