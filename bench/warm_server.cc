// The small program of bench/run --warm: as a server in C would, it answers by stdio, and ends.
#include <cstdio>

int main() { return std::puts("ok") < 0 ? 1 : 0; }
