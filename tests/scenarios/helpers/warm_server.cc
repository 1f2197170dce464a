// Servers of many kinds for warm services, by the first argument. What they say is the same however they are
// started.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <map>
#include <string>

namespace {

// Constructed before main, as a C++ program's globals are.
struct Catalogue {
  Catalogue() : file(std::fopen("/etc/passwd", "r")) { entries["one"] = "constructed"; }
  std::FILE* file;
  std::map<std::string, std::string> entries;
};

Catalogue catalogue;

void stdio() {
  char line[256];
  while (std::fgets(line, sizeof line, stdin) != nullptr) std::printf("said %s", line);
}

void constructors() {
  char line[256];
  std::printf("%s %s", catalogue.entries["one"].c_str(), std::fgets(line, sizeof line, catalogue.file));
}

void peer() {
  sockaddr_storage name{};
  socklen_t bytes = sizeof name;
  int result = getpeername(0, reinterpret_cast<sockaddr*>(&name), &bytes);
  std::printf("getpeername %d family %d\n", result, name.ss_family);
}

void polls() {
  pollfd waits{.fd = 0, .events = POLLIN, .revents = 0};
  std::printf("poll %d\n", poll(&waits, 1, 20000));
  stdio();
}

void forks() {
  pid_t child = fork();
  if (child == 0) {
    std::printf("child\n");
    std::fflush(stdout);
    _exit(7);
  }
  int status = 0;
  bool is_child = waitpid(child, &status, 0) == child;
  std::printf("reaped %d status %d\n", is_child, WEXITSTATUS(status));
}

// Ends, and leaves the caller to a child.
void leaves() {
  if (fork() != 0) _exit(4);
  stdio();
}

void woken(int) {}

// Waits for what its caller does not say, until its alarm of 30 seconds.
void waits() {
  time_t began = time(nullptr);
  struct sigaction action{};
  action.sa_handler = woken;
  sigaction(SIGALRM, &action, nullptr);
  alarm(30);
  pollfd silence{.fd = 0, .events = POLLIN, .revents = 0};
  int result = poll(&silence, 1, -1);
  std::printf("poll %d after at least 30 s: %d\n", result, time(nullptr) - began >= 30);
}

// It leads its session, and the number of the thread that libc has in mind is this process's own.
void threads() {
  bool leads = getsid(0) == getpid() && getpgrp() == getpid();
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&mutex);
  std::printf("leads %d owns %d\n", leads, mutex.__data.__owner == gettid());
}

// Ends with much unsent, for which whoever closes the connection last would wait an hour; and holds the
// process whose pid stands in the file until that has come about.
void lingers(const char* file) {
  int pid = 0;
  std::FILE* stops = std::fopen(file, "r");
  if (stops == nullptr || std::fscanf(stops, "%d", &pid) != 1 || kill(pid, SIGSTOP) != 0) _exit(9);
  linger hour{1, 3600};
  setsockopt(0, SOL_SOCKET, SO_LINGER, &hour, sizeof hour);
  static char much[1 << 20];
  while (send(0, much, sizeof much, MSG_DONTWAIT) > 0) {
  }
}

void where() {
  int here = 0;
  std::printf("%p\n", static_cast<void*>(&here));
}

void limits() {
  rlimit files{};
  rlimit space{};
  getrlimit(RLIMIT_NOFILE, &files);
  getrlimit(RLIMIT_AS, &space);
  mode_t mask = umask(0);
  std::printf("files %llu space %llu umask %o nice %d\n", static_cast<unsigned long long>(files.rlim_cur),
              static_cast<unsigned long long>(space.rlim_cur), mask, getpriority(PRIO_PROCESS, 0));
}

// What a thread gets where nobody says how much.
void stacks() {
  pthread_attr_t attributes;
  size_t bytes = 0;
  pthread_getattr_default_np(&attributes);
  pthread_attr_getstacksize(&attributes, &bytes);
  std::printf("stack %zu\n", bytes);
}

// In the folder where its core may lie.
void crash(const char* folder) {
  rlimit core{};
  getrlimit(RLIMIT_CORE, &core);
  int moved = chdir(folder);
  std::printf("core %lld %lld in %d\n", static_cast<long long>(core.rlim_cur),
              static_cast<long long>(core.rlim_max), moved);
  std::fflush(stdout);
  std::signal(SIGSEGV, SIG_DFL);
  std::raise(SIGSEGV);
}

// What makes one process hard to attack that has been attacked before; then what it is told: "crash", or
// "fail".
int layout() {
  const auto* random = reinterpret_cast<const unsigned char*>(getauxval(AT_RANDOM));
  for (int i = 0; i < 16; ++i) std::printf("%02x", random[i]);
  char word[16] = "";
  std::printf(" %p\n", static_cast<void*>(word));
  std::fflush(stdout);
  if (std::fgets(word, sizeof word, stdin) == nullptr) return 2;
  if (std::strcmp(word, "crash\n") == 0) std::abort();
  return std::strcmp(word, "fail\n") == 0 ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  const char* kind = argc > 1 ? argv[1] : "";
  auto is = [kind](const char* word) { return std::strcmp(kind, word) == 0; };
  if (is("stdio")) stdio();
  if (is("constructors")) constructors();
  if (is("peer")) peer();
  if (is("poll")) polls();
  if (is("forks")) forks();
  if (is("threads")) threads();
  if (is("where")) where();
  if (is("limits")) limits();
  if (is("leaves")) leaves();
  if (is("waits")) waits();
  if (is("lingers")) lingers(argc > 2 ? argv[2] : "");
  if (is("stacks")) stacks();
  if (is("crash")) crash(argc > 2 ? argv[2] : "/run");
  if (is("status")) return 3;
  if (is("layout")) return layout();
  return 0;
}
