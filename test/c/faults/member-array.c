struct user { char name[8]; int id; };
int main(void) {
    struct user u = {"", 7};
    for (int i = 0; i < 9; i++) u.name[i] = 'x'; // fault: uses index 8 of 'u.name' (char[8]): the last one is 7, and behind it lies 'u.id'
    return u.id;
}
