// probe: a server that tells how it was started, one fact a line, in the order of the sections of
// reference/xinetd.md 4.3. What it does afterwards is its first argument that starts with "then=":
//   then=exit:N   leaves with status N          then=kill:N   dies by signal N
//   then=hold     stays until its caller hangs up
// to=FILE appends the facts to FILE instead of writing them to the caller.
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

extern char** environ;

namespace {

struct NamedLimit {
  const char* name;
  __rlimit_resource_t resource;
};

constexpr NamedLimit kLimits[] = {{"files", RLIMIT_NOFILE}, {"as", RLIMIT_AS},       {"cpu", RLIMIT_CPU},
                                  {"data", RLIMIT_DATA},    {"rss", RLIMIT_RSS},     {"stack", RLIMIT_STACK},
                                  {"core", RLIMIT_CORE},    {"fsize", RLIMIT_FSIZE}, {"nproc", RLIMIT_NPROC}};

std::string number(rlim_t value) { return value == RLIM_INFINITY ? "unlimited" : std::to_string(value); }

void identity(FILE* out) {
  uid_t real, effective, saved;
  gid_t real_group, effective_group, saved_group;
  getresuid(&real, &effective, &saved);
  getresgid(&real_group, &effective_group, &saved_group);
  fprintf(out, "uid %u %u %u\ngid %u %u %u\n", real, effective, saved, real_group, effective_group,
          saved_group);
  std::vector<gid_t> groups(static_cast<size_t>(getgroups(0, nullptr)));
  if (getgroups(static_cast<int>(groups.size()), groups.data()) < 0) abort();
  std::sort(groups.begin(), groups.end());
  fprintf(out, "groups");
  for (gid_t group : groups) fprintf(out, " %u", group);
  mode_t mask = umask(0);
  umask(mask);
  fprintf(out, "\numask %03o\nnice %d\n", mask, getpriority(PRIO_PROCESS, 0));
}

void place(FILE* out) {
  char cwd[4096];
  fprintf(out, "cwd %s\n", getcwd(cwd, sizeof cwd) != nullptr ? cwd : "?");
  fprintf(out, "session %s\ngroup %s\n", getsid(0) == getpid() ? "own" : "shared",
          getpgrp() == getpid() ? "own" : "shared");
  fprintf(out, "tty %s\n", open("/dev/tty", O_RDONLY) < 0 ? "none" : "some");
}

void descriptors(FILE* out) {
  int own = out == stdout ? -1 : fileno(out);
  fprintf(out, "descriptors");
  for (int fd = 0; fd < 1024; ++fd) {
    if (fd != own && fcntl(fd, F_GETFD) >= 0) fprintf(out, " %d", fd);
  }
  struct stat first, second, third;
  bool same = fstat(0, &first) == 0 && fstat(1, &second) == 0 && fstat(2, &third) == 0 &&
              first.st_ino == second.st_ino && second.st_ino == third.st_ino;
  fprintf(out, "\nstandard %s\n", same ? "same" : "different");
  int flags = fcntl(0, F_GETFL);
  fprintf(out, "blocking %s\n", (flags & O_NONBLOCK) != 0 ? "no" : "yes");
}

void endpoint(FILE* out, const char* name, int (*get)(int, sockaddr*, socklen_t*)) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (get(0, reinterpret_cast<sockaddr*>(&storage), &size) != 0) {
    fprintf(out, "%s none\n", name);
    return;
  }
  char text[INET6_ADDRSTRLEN] = "";
  if (storage.ss_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in*>(&storage)->sin_addr, text, sizeof text);
    fprintf(out, "%s inet %s\n", name, text);
  } else if (storage.ss_family == AF_INET6) {
    inet_ntop(AF_INET6, &reinterpret_cast<sockaddr_in6*>(&storage)->sin6_addr, text, sizeof text);
    fprintf(out, "%s inet6 %s\n", name, text);
  } else {
    fprintf(out, "%s family %d\n", name, storage.ss_family);
  }
}

void option(FILE* out, const char* name, int level, int which) {
  int value = 0;
  socklen_t size = sizeof value;
  if (getsockopt(0, level, which, &value, &size) == 0)
    fprintf(out, "%s %s\n", name, value != 0 ? "on" : "off");
}

void signals(FILE* out) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("SigBlk", 0) == 0 || line.rfind("SigIgn", 0) == 0 || line.rfind("SigCgt", 0) == 0) {
      fprintf(out, "%s %s\n", line.substr(0, 6).c_str(), line.substr(8).c_str());
    }
  }
}

void facts(FILE* out, int argc, char** argv) {
  for (int i = 0; i < argc; ++i) fprintf(out, "argv %d %s\n", i, argv[i]);
  identity(out);
  place(out);
  descriptors(out);
  for (const NamedLimit& limit : kLimits) {
    rlimit value{};
    getrlimit(limit.resource, &value);
    fprintf(out, "limit %s %s %s\n", limit.name, number(value.rlim_cur).c_str(),
            number(value.rlim_max).c_str());
  }
  signals(out);
  endpoint(out, "peer", getpeername);
  endpoint(out, "local", getsockname);
  option(out, "keepalive", SOL_SOCKET, SO_KEEPALIVE);
  option(out, "nodelay", IPPROTO_TCP, 1);
  for (char** entry = environ; *entry != nullptr; ++entry) fprintf(out, "env %s\n", *entry);
}

const char* argument(int argc, char** argv, const char* prefix) {
  for (int i = 0; i < argc; ++i) {
    if (strncmp(argv[i], prefix, strlen(prefix)) == 0) return argv[i] + strlen(prefix);
  }
  return "";
}

}  // namespace

int main(int argc, char** argv) {
  const char* file = argument(argc, argv, "to=");
  FILE* out = *file != '\0' ? fopen(file, "a") : stdout;
  if (out == nullptr) return 111;
  facts(out, argc, argv);
  fprintf(out, "end\n");
  fflush(out);
  std::string then = argument(argc, argv, "then=");
  if (then.rfind("exit:", 0) == 0) return atoi(then.c_str() + 5);
  if (then.rfind("kill:", 0) == 0) raise(atoi(then.c_str() + 5));
  if (then == "hold") {
    char byte;
    while (read(0, &byte, 1) > 0) {
    }
  }
  return 0;
}
