#include <stdio.h>
int main(int argc, char **argv) {
    int answer;
    if (argc > 5) answer = 1;
    if (answer) // fault: reads 'answer' before it was given a value (uninitialised): a condition depends on it
        printf("%s\n", argv[0]);
    return 0;
}
