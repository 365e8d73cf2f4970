#include <stdio.h>
static counter; // warning: type defaults to 'int' in declaration of 'counter'
twice(n) // warning: return type defaults to 'int'
    int n;
{
    return 2 * n;
}
main() // warning: return type defaults to 'int'
{
    register i = 3; // warning: type defaults to 'int' in declaration of 'i'
    counter += i;
    printf("%d %d\n", counter, twice(i)); // → 3 6
    return 0;
}
