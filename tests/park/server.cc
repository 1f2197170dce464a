// A server for the tests of the parked library: what it does is its first argument. It is built as a server
// of anybody's, without the project's flags.
#include <arpa/inet.h>
#include <fcntl.h>
#include <link.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace {

/// Opens the file that OPENED names before main, and reads its first line.
class OpenedEarly {
 public:
  OpenedEarly() {
    const char* name = std::getenv("OPENED");
    if (name == nullptr) return;
    fd_ = ::open(name, O_RDONLY | O_NOFOLLOW);
    line();
  }
  std::string line() const {
    std::string out;
    for (char c = 0; c != '\n' && ::read(fd_, &c, 1) == 1;) out += c;
    return out;
  }
  int number() const { return fd_; }

 private:
  int fd_ = -1;
};

const OpenedEarly opened_early;
const int errno_early = errno;

/// A thread, a pipe, shared memory or another user before main, where the environment asks for them.
struct ShareEarly {
  ShareEarly() {
    if (std::getenv("THREAD_EARLY") != nullptr) {
      pthread_t thread;
      ::pthread_create(
          &thread, nullptr, [](void*) -> void* { return ::pause() == 0 ? nullptr : nullptr; }, nullptr);
    }
    int ends[2];
    if (std::getenv("PIPE_EARLY") != nullptr && ::pipe(ends) != 0) std::abort();
    constexpr int writable = PROT_READ | PROT_WRITE, shared = MAP_SHARED | MAP_ANONYMOUS;
    if (std::getenv("MEMORY_EARLY") != nullptr && ::mmap(nullptr, 1, writable, shared, -1, 0) == MAP_FAILED)
      std::abort();
    rlimit none{0, 0};  // which does not hold for root
    if (std::getenv("NOBODY_EARLY") != nullptr && ::setrlimit(RLIMIT_NPROC, &none) + ::setuid(65534) != 0)
      std::abort();
  }
};
const ShareEarly share_early;

int stdio() {
  char line[100];
  std::puts("ready");
  std::fflush(stdout);
  while (std::fgets(line, sizeof line, stdin) != nullptr) std::printf("heard %s", line);
  return 3;
}

int constructors() {
  std::string word;
  std::cin >> word;
  for (std::string line = opened_early.line(); !line.empty(); line = opened_early.line()) std::cout << line;
  std::cout << word << " " << opened_early.number() << std::endl;
  return 0;
}

int peername() {
  sockaddr_in peer{};
  socklen_t bytes = sizeof peer;
  if (::getpeername(0, reinterpret_cast<sockaddr*>(&peer), &bytes) != 0) return 1;
  char text[INET_ADDRSTRLEN];
  std::printf("%s %d\n", ::inet_ntop(AF_INET, &peer.sin_addr, text, sizeof text), ntohs(peer.sin_port));
  return 0;
}

int polls() {
  pollfd waits{.fd = 0, .events = POLLIN, .revents = 0};
  int ready = ::poll(&waits, 1, 10000);
  char c = 0;
  bool has_read = ::read(0, &c, 1) == 1;
  std::printf("%d %d %d %c\n", ready, waits.revents & POLLIN, has_read, c);
  return 0;
}

int forks() {
  pid_t parent = ::getpid();
  pid_t child = ::fork();
  if (child == 0) {
    std::printf("child of the server: %d\n", ::getppid() == parent);
    std::fflush(stdout);
    ::_exit(5);
  }
  int status = 0;
  bool reaped = ::waitpid(child, &status, 0) == child;
  std::printf("reaped %d %d\n", reaped, WEXITSTATUS(status));
  return 0;
}

int crashes() {
  rlimit core{};
  ::getrlimit(RLIMIT_CORE, &core);
  std::printf("core %lu\n", static_cast<unsigned long>(core.rlim_cur));
  std::fflush(stdout);
  std::abort();
}

volatile pid_t raiser = 0;

void* in_thread(void* mutex) {
  int result = ::pthread_mutex_trylock(static_cast<pthread_mutex_t*>(mutex));
  return result == EBUSY ? mutex : nullptr;
}

int raises() {
  struct sigaction action{};
  action.sa_sigaction = [](int, siginfo_t* info, void*) { raiser = info->si_pid; };
  action.sa_flags = SA_SIGINFO;
  ::sigaction(SIGUSR1, &action, nullptr);
  int raised = ::raise(SIGUSR1);
  pthread_mutexattr_t kind;
  ::pthread_mutexattr_init(&kind);
  ::pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
  ::pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_t mutex;
  ::pthread_mutex_init(&mutex, &kind);
  int once = ::pthread_mutex_lock(&mutex);
  int twice = ::pthread_mutex_lock(&mutex);
  pthread_t thread;
  void* busy = nullptr;
  ::pthread_create(&thread, nullptr, in_thread, &mutex);
  ::pthread_join(thread, &busy);
  std::printf("%d %d %d %d %d\n", raised, raiser == ::getpid(), once, twice, busy == &mutex);
  return 0;
}

/// Ends with a robust mutex held, and somebody else is told.
int robust() {
  void* memory =
      ::mmap(nullptr, sizeof(pthread_mutex_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  auto* mutex = static_cast<pthread_mutex_t*>(memory);
  pthread_mutexattr_t kind;
  ::pthread_mutexattr_init(&kind);
  ::pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
  ::pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
  ::pthread_mutex_init(mutex, &kind);
  ::pthread_mutex_lock(mutex);
  if (::fork() != 0) return 0;
  timespec patience{};
  ::clock_gettime(CLOCK_REALTIME, &patience);
  patience.tv_sec += 5;
  std::printf("%d\n", ::pthread_mutex_timedlock(mutex, &patience) == EOWNERDEAD);
  return 0;
}

int closes() {
  int closed = 0;
  for (int fd = 3; fd < 1000; ++fd) closed += ::close(fd) == 0;
  return std::printf("%d\n", closed) < 0;
}

volatile int told = 0;

/// Blocks what it can, and has handlers that do so, too, on a stack of their own.
int signals() {
  static char stack[65536];
  stack_t place{.ss_sp = stack, .ss_flags = 0, .ss_size = sizeof stack};
  stack_t first{.ss_sp = stack + 30000, .ss_flags = 0, .ss_size = 30000};
  ::sigaltstack(&first, nullptr);
  ::sigaltstack(&place, nullptr);
  struct sigaction action{};
  action.sa_handler = [](int) { told = ::access("/", R_OK) == 0 && ::getppid() > 0 ? told + 1 : -100; };
  action.sa_flags = SA_ONSTACK;
  ::sigfillset(&action.sa_mask);
  ::sigaction(SIGUSR1, &action, nullptr);
  sigset_t all, before, now;
  ::sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, &before);
  ::sigprocmask(SIG_BLOCK, nullptr, &now);
  bool blocked =
      ::sigismember(&now, SIGSYS) == 1 && ::sigismember(&now, SIGUSR1) == 1 && ::access("/", R_OK) == 0;
  ::sigprocmask(SIG_SETMASK, &before, &now);
  bool unblocked = ::sigismember(&now, SIGSYS) == 1 && ::sigismember(&before, SIGSYS) == 0;
  ::raise(SIGUSR1);
  ::raise(SIGUSR1);
  stack_t kept{};
  ::sigaltstack(nullptr, &kept);
  return std::printf("%d %d %d %d\n", told, blocked, unblocked, kept.ss_sp == stack) < 0;
}

char* page = nullptr;

/// Mends what it has run into, in a handler.
int faults() {
  page = static_cast<char*>(::mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  struct sigaction action{};
  action.sa_handler = [](int) { ::mprotect(page, 4096, PROT_READ | PROT_WRITE); };
  ::sigfillset(&action.sa_mask);
  ::sigaction(SIGSEGV, &action, nullptr);
  *static_cast<volatile char*>(page) = 'f';
  return std::printf("mended %c\n", *page) < 0;
}

/// Asks for its pid while libc holds the loader's locks, as the constructor of a loaded library might.
int loads() {
  pid_t pid = 0;
  auto asks = [](dl_phdr_info*, std::size_t, void* to) -> int {
    *static_cast<pid_t*>(to) = ::getpid();
    return 0;
  };
  for (int i = 0; i < 2; ++i) ::dl_iterate_phdr(asks, &pid);
  return std::printf("%d\n", pid == ::getpid()) < 0;
}

int threads() {
  pthread_t thread;
  ::pthread_create(
      &thread, nullptr, [](void*) -> void* { return std::puts("from a thread") < 0 ? page : nullptr; },
      nullptr);
  ::pthread_join(thread, nullptr);
  return 0;
}

/// The lock of a file is a process's own.
int locks() {
  int file = ::open(std::getenv("OPENED"), O_RDWR);
  struct flock lock{};
  lock.l_type = F_WRLCK;
  bool has_lock = ::fcntl(file, F_SETLKW, &lock) == 0;
  pid_t child = ::fork();
  if (child == 0) {
    ::fcntl(file, F_GETLK, &lock);
    std::printf("%d %d\n", has_lock, lock.l_type == F_WRLCK && lock.l_pid == ::getppid());
    return 0;
  }
  return ::waitpid(child, nullptr, 0) != child;
}

int aborts() { std::abort(); }

char** environment_argument = nullptr;

int environment() {
  std::printf("errno %d, argument %d\n", errno_early, environment_argument == environ);
  for (char** variable = environ; *variable != nullptr; ++variable) std::puts(*variable);
  ::setenv("MORE", "1", 1);
  std::printf("set %s, host %s\n", std::getenv("MORE"),
              std::getenv("REMOTE_HOST") != nullptr ? "known" : "none");
  return 0;
}

int state() {
  mode_t mask = ::umask(0);
  sigset_t blocked;
  ::sigprocmask(SIG_BLOCK, nullptr, &blocked);
  int signals = 0;
  for (int i = 1; i < NSIG; ++i) signals += ::sigismember(&blocked, i) == 1;
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  std::vector<int> open;
  for (int fd = 0; fd < 1024; ++fd)
    if (::fcntl(fd, F_GETFD) >= 0) open.push_back(fd);
  std::printf("umask %o nice %d leads %d group %d blocked %d files %lu/%lu parent %d open", mask,
              ::getpriority(PRIO_PROCESS, 0), ::getsid(0) == ::getpid(), ::getpgrp() == ::getpid(), signals,
              static_cast<unsigned long>(files.rlim_cur), static_cast<unsigned long>(files.rlim_max),
              std::getenv("PARENT") != nullptr && std::to_string(::getppid()) == std::getenv("PARENT"));
  for (int fd : open) std::printf(" %d", fd);
  std::printf("\n%s\n", std::filesystem::current_path().c_str());
  return 0;
}

/// What it does before its first byte is of no caller's concern; it is counted in the file that COUNTED
/// names.
int computes() {
  const char* name = std::getenv("OPENED");
  FILE* file = std::fopen(name, "r");
  char line[100] = "";
  if (file == nullptr || std::fgets(line, sizeof line, file) == nullptr) return 1;
  std::printf("%s", line);
  std::fflush(stdout);
  while (std::fgets(line, sizeof line, file) != nullptr) std::printf("%s", line);
  struct sigaction of_dispatch{};
  ::sigaction(SIGSYS, nullptr, &of_dispatch);
  std::printf("%d\n", of_dispatch.sa_handler == SIG_DFL);
  return 0;
}

/// What others of its user may do to it shows in what it may do to itself.
int traceable() {
  bool before = ::prctl(PR_GET_DUMPABLE) == 1;
  std::printf("before %d ", before);
  std::fflush(stdout);
  std::printf("now %d environment %d memory %d\n", ::prctl(PR_GET_DUMPABLE) == 1,
              ::open("/proc/self/environ", O_RDONLY) >= 0, ::open("/proc/self/mem", O_RDWR) >= 0);
  return 0;
}

volatile int handled_early = 0;

/// A handler before main, where the environment asks for it; else it comes with `handles`.
void handle_early() {
  struct sigaction action{};
  action.sa_handler = [](int) { handled_early = handled_early + 1; };
  ::sigaction(SIGUSR1, &action, nullptr);
}
const int handles_early = std::getenv("HANDLER_EARLY") != nullptr ? (handle_early(), 1) : 0;

/// Has heard of nothing that was said to anybody else, and hears what is said to it.
int handles() {
  if (handles_early == 0) handle_early();
  int before = handled_early;
  std::printf("ready\n");
  std::fflush(stdout);
  ::raise(SIGUSR1);
  sigset_t pending;
  ::sigpending(&pending);
  std::printf("handled %d, then %d, pending %d\n", before, handled_early, ::sigismember(&pending, SIGUSR1));
  return 0;
}

int forked = 0;
const int listens_for_forks = ::pthread_atfork(nullptr, nullptr, [] { ++forked; });

/// Whether anybody has told it that it is a fork's child, which a program that was just started is not.
int atfork() { return std::printf("%d %d\n", listens_for_forks, forked) < 0; }

int secure() { return std::printf("secure %lu\n", ::getauxval(AT_SECURE)) < 0; }

}  // namespace

int main(int argc, char** argv, char** arguments_environment) {
  environment_argument = arguments_environment;
  const std::map<std::string, std::function<int()>> all = {{"stdio", stdio},
                                                           {"constructors", constructors},
                                                           {"peername", peername},
                                                           {"polls", polls},
                                                           {"forks", forks},
                                                           {"crashes", crashes},
                                                           {"raises", raises},
                                                           {"robust", robust},
                                                           {"closes", closes},
                                                           {"signals", signals},
                                                           {"faults", faults},
                                                           {"threads", threads},
                                                           {"loads", loads},
                                                           {"locks", locks},
                                                           {"aborts", aborts},
                                                           {"computes", computes},
                                                           {"environment", environment},
                                                           {"state", state},
                                                           {"traceable", traceable},
                                                           {"secure", secure},
                                                           {"handles", handles},
                                                           {"atfork", atfork}};
  auto found = all.find(argc > 1 ? argv[1] : "");
  return found == all.end() ? 2 : found->second();
}
