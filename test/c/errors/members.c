// Errors with members and builtins.
struct s { int a; };
int n = 3;
int main(void) {
    struct s s2 = { .b = 1 }; // error: 'struct s' has no member named 'b'
    s2 ?: 1; // error: used struct type value where scalar is required
    __builtin_add_overflow(1, 2, 3); // error: the arguments of '__builtin_add_overflow' are two integers and a pointer
    int u = __builtin_choose_expr(n, 1, 2); // error: first argument of __builtin_choose_expr is not an integer constant
    return s2.a;
}

