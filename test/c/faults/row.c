int main(void) {
    int grid[3][4] = {{0}};
    int sum = 0;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j <= 4; j++)
            sum += grid[i][j]; // fault: uses index 4 of 'grid[...]' (int[4]): the last one is 3, and behind it lies the next row
    return sum;
}
