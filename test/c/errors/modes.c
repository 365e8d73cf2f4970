// Modes that this compiler does not know, and what asks for a stack that is not there.
int *p __attribute__((mode(DI)));               // error: the attribute 'mode' of anything but one arithmetic type is not supported by this compiler
int a, b __attribute__((mode(QI)));             // error: the attribute 'mode' of anything but one arithmetic type is not supported by this compiler
enum __attribute__((mode(QI))) e { A };         // error: the attribute 'mode' is not supported by this compiler
int huge __attribute__((mode(TI)));             // error: the attribute 'mode' is not supported by this compiler
double d __attribute__((mode(SI)));             // error: mode 'SI' applied to inappropriate type
void *f(void) {
    return __builtin_return_address(0);         // error: '__builtin_return_address', which asks for a real stack's layout, is not supported by this compiler
}
int main(void) { return 0; }
