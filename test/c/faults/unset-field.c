struct pair { int a, b; };
int main(void) {
    struct pair p;
    p.a = 1;
    struct pair q = p; // copying what is not set is no mistake yet
    return q.a + q.b; // fault: reads 'q.b' before it was given a value (uninitialised): it becomes the exit status
}
