int main(long argc, char argv[], int environment) {
    return (int)argc + argv[0] + environment;
}
