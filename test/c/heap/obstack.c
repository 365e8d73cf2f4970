// <obstack.h>: objects that grow, move to a larger chunk, and are freed together with all that came later.
#define _GNU_SOURCE
#include <obstack.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int chunks;

static void *take(size_t size) {
    chunks++;
    return malloc(size);
}

static void drop(void *chunk) {
    chunks--;
    free(chunk);
}

static void *counted(void *arg, size_t size) {
    ++*(int *) arg;
    return malloc(size);
}

static void uncounted(void *arg, void *chunk) {
    --*(int *) arg;
    free(chunk);
}

#define obstack_chunk_alloc take
#define obstack_chunk_free drop

int main(void) {
    struct obstack stack, own;
    obstack_init(&stack);
    printf("%d chunk, empty %d, size %d, room for 3000: %d\n", chunks, obstack_empty_p(&stack), obstack_object_size(&stack),
           obstack_room(&stack) >= 3000);
    char *hello = obstack_copy0(&stack, "hello", 5);
    for (int i = 0; i < 10; i++) obstack_1grow(&stack, 'a' + i);
    obstack_grow(&stack, "xyz", 3);
    obstack_grow0(&stack, "!", 1);
    printf("size %d, base %s\n", obstack_object_size(&stack), (char *) obstack_base(&stack));
    char *letters = obstack_finish(&stack);
    obstack_int_grow(&stack, 7);
    obstack_int_grow(&stack, 8);
    int *numbers = obstack_finish(&stack);
    obstack_ptr_grow(&stack, hello);
    char **pointers = obstack_finish(&stack);
    printf("%s %s %d %d %s, aligned %d\n", hello, letters, numbers[0], numbers[1], pointers[0], (int) ((uintptr_t) letters % 16));
    char *big = obstack_alloc(&stack, 10000);
    big[9999] = 1;
    printf("%d chunks\n", chunks);
    for (int i = 0; i < 5000; i++) obstack_1grow(&stack, 'z');
    obstack_printf(&stack, "-%d-%s", 42, "end");
    obstack_1grow(&stack, '\0');
    char *grown = obstack_finish(&stack);
    printf("%d chunks, %s\n", chunks, grown + 4995);
    obstack_free(&stack, letters);
    printf("%d chunk, %s, next object at the same place %d\n", chunks, hello, (char *) obstack_alloc(&stack, 5) == letters);
    obstack_blank(&stack, 100);
    obstack_blank(&stack, -60);
    printf("size %d\n", obstack_object_size(&stack));
    obstack_free(&stack, NULL);
    printf("%d chunks\n", chunks);
    int count = 0;
    obstack_specify_allocation_with_arg(&own, 512, 64, counted, uncounted, &count);
    char *object = obstack_copy(&own, "abc", 4);
    printf("%d chunk of %ld, %s, aligned %d\n", count, (long) obstack_chunk_size(&own), object, (int) ((uintptr_t) object % 64));
    obstack_free(&own, NULL);
    printf("%d\n", count);
    return 0;
}
// → 1 chunk, empty 1, size 0, room for 3000: 1
// → size 15, base abcdefghijxyz!
// → hello abcdefghijxyz! 7 8 hello, aligned 0
// → 2 chunks
// → 3 chunks, zzzzz-42-end
// → 1 chunk, hello, next object at the same place 1
// → size 40
// → 0 chunks
// → 1 chunk of 512, abc, aligned 0
// → 0
