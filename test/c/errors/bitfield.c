struct flags { unsigned a : 1; }; // error: a bit-field is not supported by this compiler
int main(void) { return 0; }
