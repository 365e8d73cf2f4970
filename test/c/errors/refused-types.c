// What this compiler refuses by name, and old-style parameters that are none.
_Complex double c; // error: complex arithmetic is not supported by this compiler
__int128 wide; // error: __int128 is not supported by this compiler
typedef int v4 __attribute__((vector_size(16))); // error: the attribute 'vector_size' is not supported by this compiler
typedef int wide_mode __attribute__((mode(TI))); // error: the attribute 'mode' is not supported by this compiler
int kr2(a) int b; { return 0; } // error: declaration for parameter 'b' but no such parameter
int main(void) { __asm__("cli"); return 0; } // error: inline assembly is not supported by this compiler
int exotic(void *p) { return *(int *)__builtin_apply(0, p, 8); } // error: '__builtin_apply' is not supported by this compiler
struct network { int port; } __attribute__((scalar_storage_order("big-endian"))); // error: the attribute 'scalar_storage_order' is not supported by this compiler
static void chosen(void) __attribute__((ifunc("choose"))); // error: the attribute 'ifunc' is not supported by this compiler
