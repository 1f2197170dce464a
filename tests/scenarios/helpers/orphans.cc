// orphans COUNT: leaves COUNT processes to whoever takes orphans, a hundred at a time, and waits until each
// batch has ended. Prints how many it was.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <initializer_list>

namespace {

constexpr int batch = 100;

/// Makes children that wait until `hold` has no writer any more, and leaves them behind.
[[noreturn]] void make_orphans(const int (&hold)[2], int count) {
  for (int i = 0; i < count; ++i) {
    if (::fork() != 0) continue;
    char none;
    ::close(hold[1]);
    ::_exit(::read(hold[0], &none, 1) == 0 ? 0 : 1);
  }
  ::_exit(0);
}

}  // namespace

int main(int argc, char** argv) {
  long wanted = argc == 2 ? std::atol(argv[1]) : 0;
  long left = 0;
  while (left < wanted) {
    int hold[2];   // closed by us: they may end
    int alive[2];  // closed by all of them: they have ended
    if (::pipe(hold) != 0 || ::pipe(alive) != 0) return 1;
    pid_t parent = ::fork();
    if (parent < 0) return 1;
    if (parent == 0) make_orphans(hold, batch);
    int status = 0;
    ::waitpid(parent, &status, 0);  // from now on they are orphans
    for (int end : {hold[0], hold[1], alive[1]}) ::close(end);
    char none;
    while (::read(alive[0], &none, 1) > 0) {
    }
    ::close(alive[0]);
    left += batch;
  }
  std::printf("%ld\n", left);
}
