int f(void) { return; }
void g(void) { return 1; }
int main(void) { f(); g(); return 0; }
