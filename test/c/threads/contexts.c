// makecontext(3), swapcontext(3): functions on stacks of their own that take turns.
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>
#define STACK (64 * 1024)
static ucontext_t caller, generator;
static int value;

static void yield(int v) {
    value = v;
    swapcontext(&generator, &caller);
}
static int next(void) {
    swapcontext(&caller, &generator);
    return value;
}
/* Yields out of the middle of its recursion. */
static void walk(int low, int high) {
    int here[8] = {low, high};
    if (low > high) return;
    int middle = (low + high) / 2;
    walk(low, middle - 1);
    yield(middle * 10 + (here[0] != low));
    walk(middle + 1, high);
}
static void generate(int low, int high, int sign) {
    walk(low, high);
    yield(-1 * sign);
}
static void begin(char *stack, int low, int high) {
    getcontext(&generator);
    generator.uc_stack.ss_sp = stack;
    generator.uc_stack.ss_size = STACK;
    generator.uc_link = &caller;
    makecontext(&generator, (void (*)(void)) generate, 3, low, high, 1);
}
static void generators(void) {
    static char stack[STACK];
    begin(stack, 1, 7);
    for (int v; (v = next()) >= 0;) printf("%d ", v);
    value = 99;
    printf("then its end: %d\n", next());
    char *other = malloc(STACK);
    begin(other, 3, 4);
    printf("again %d %d\n", next(), next());
    free(other);
}
static void many_turns(void) {
    static char stack[STACK];
    long sum = 0;
    begin(stack, 1, 20000);
    for (int v; (v = next()) >= 0;) sum += v;
    printf("sum %ld\n", sum);
}
static void again_from_here(void) {
    ucontext_t here;
    volatile int times = 0;
    getcontext(&here);
    times++;
    if (times < 3) setcontext(&here);
    printf("came by %d times\n", times);
}
static void jumps(void) {
    jmp_buf place;
    int n = setjmp(place);
    if (n < 2) longjmp(place, n + 1);
    printf("inside, jumped %d times\n", n);
}
static void on_own_stack(void (*function)(void)) {
    ucontext_t context, main_context;
    char *stack = malloc(STACK);
    getcontext(&context);
    context.uc_stack.ss_sp = stack;
    context.uc_stack.ss_size = STACK;
    context.uc_link = &main_context;
    makecontext(&context, function, 0);
    swapcontext(&main_context, &context);
    memset(stack, 0, STACK);
    free(stack);
}
static sigset_t now(void) {
    sigset_t set;
    sigprocmask(SIG_BLOCK, NULL, &set);
    return set;
}
static void block(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    set = now();
    printf("blocked inside %d", sigismember(&set, SIGUSR1));
}
static void forks(void) {
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        printf("child: %d\n", next());
        fflush(stdout);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    printf("parent: %d\n", next());
}
static pthread_t creator;
static void same_thread(void) {
    printf("the same thread: %d\n", pthread_equal(creator, pthread_self()) != 0);
}
static void *in_thread(void *arg) {
    creator = pthread_self();
    on_own_stack(same_thread);
    return arg;
}
int main(void) {
    static char stack[STACK];
    generators();
    many_turns();
    again_from_here();
    on_own_stack(jumps);
    on_own_stack(block);
    sigset_t set = now();
    printf(", after it %d\n", sigismember(&set, SIGUSR1));
    begin(stack, 5, 9);
    printf("before fork: %d\n", next());
    forks();
    creator = pthread_self();
    on_own_stack(same_thread);
    pthread_t thread;
    pthread_create(&thread, NULL, in_thread, NULL);
    pthread_join(thread, NULL);
    return 0;
}
// → 10 20 30 40 50 60 70 then its end: 99
// → again 40 30
// → sum 2000100000
// → came by 3 times
// → inside, jumped 2 times
// → blocked inside 1, after it 0
// → before fork: 50
// → child: 60
// → parent: 60
// → the same thread: 1
// → the same thread: 1
