struct flags {
    unsigned a : 1;
    unsigned b : 33; // error: width of 'b' exceeds its type
};
struct zero { int z : 0; }; // error: zero width for bit-field 'z'
struct negative { int n : -1; }; // error: negative width in bit-field 'n'
struct kind { float f : 3; }; // error: bit-field 'f' has invalid type
struct good { unsigned a : 1; } g;
int main(void) {
    int *p = &g.a; // error: cannot take address of bit-field 'a'
    return sizeof g.a; // error: 'sizeof' applied to a bit-field
}
