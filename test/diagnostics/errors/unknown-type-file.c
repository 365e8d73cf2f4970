strng name;
uint8_t byte;
int f(sting s);
sizet f(void);
int main(void) { return 0; }
