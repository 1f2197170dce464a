// chkconfig: which services start in which runlevel, and which xinetd serves.
#include <fmt/format.h>

int main() { return 0; }
