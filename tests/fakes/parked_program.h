// A program that is started as the steward starts it, parked or for one caller, and the callers that it has.
#pragma once

#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "park/wire.h"

namespace rouse::fakes {

using Texts = std::vector<std::string>;

/// What a server wrote, and how it ended (as waitpid has it).
struct Served {
  std::string output;
  int status = 0;
  bool operator==(const Served&) const = default;
};

/// Gtest's way of saying what differs.
inline void PrintTo(const Served& served, std::ostream* out) {
  *out << "status " << served.status << ", \"" << served.output << '"';
}

inline std::vector<char*> pointers(const Texts& texts) {
  std::vector<char*> out;
  for (const std::string& text : texts) out.push_back(const_cast<char*>(text.c_str()));
  out.push_back(nullptr);
  return out;
}

/// This process, a child, is another user's from now on, if it may be. Nothing is left of what it was.
inline void become(uid_t user) {
  if (::getuid() == user) return;
  if (::setgroups(0, nullptr) + ::setgid(user) + ::setuid(user) != 0) ::_exit(97);
}

/// A child of this user with `given` on 0, 1 and 2 and `fourth` on 3, if there is one.
inline pid_t start(const Texts& words, const Texts& environment, int given, int fourth = -1,
                   uid_t user = ::getuid()) {
  std::vector<char*> argv = pointers(words);
  std::vector<char*> envp = pointers(environment);
  pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::setsid();
  if (::chdir("/") != 0) ::_exit(99);
  int high = ::fcntl(fourth, F_DUPFD, 100);
  for (int place = 0; place < 3; ++place) ::dup2(given, place);
  if (fourth >= 0) ::dup2(high, 3);
  for (int fd = fourth >= 0 ? 4 : 3; fd < 1024; ++fd) ::close(fd);
  become(user);
  ::execve(argv[0], argv.data(), envp.data());
  ::_exit(98);
}

inline int status_of(pid_t pid) {
  int status = -1;
  return ::waitpid(pid, &status, 0) == pid ? status : -1;
}

/// Both ends of a caller's connection.
struct Connection {
  int caller = -1, server = -1;
  Connection() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0) caller = ends[0], server = ends[1];
    timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(caller, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  Connection(int callers, int servers) : caller(callers), server(servers) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    ::close(caller);
    hand_over();
  }
  void hand_over() {
    if (server >= 0) ::close(std::exchange(server, -1));
  }
  /// A server may have ended without hearing it.
  void say(const std::string& input) const {
    (void)::send(caller, input.data(), input.size(), MSG_NOSIGNAL);
    ::shutdown(caller, SHUT_WR);
  }
  std::string rest() const {
    std::string out;
    char part[4096];
    for (ssize_t got; (got = ::read(caller, part, sizeof part)) > 0;)
      out.append(part, static_cast<std::size_t>(got));
    return out;
  }
};

/// What the program does when it is started for this one caller.
inline Served cold(const Texts& words, const Texts& environment, const std::string& input,
                   uid_t user = ::getuid()) {
  Connection connection;
  pid_t pid = start(words, environment, connection.server, -1, user);
  connection.hand_over();
  connection.say(input);
  std::string output = connection.rest();
  return {std::move(output), status_of(pid)};
}

/// What a word came with.
struct Heard {
  park::Word word{};
  pid_t speaker = 0;
  park::Kind kind() const { return static_cast<park::Kind>(word.kind); }
};

/// The environment has what roused puts into it.
struct AsItIs {
  uid_t user = ::getuid();
};

class ParkedProgram {
 public:
  ParkedProgram(const Texts& words, const Texts& environment, AsItIs as) {
    begin(words, environment, as.user);
  }
  ParkedProgram(const Texts& words, Texts environment, const std::string& place = "3") {
    environment.push_back("LD_PRELOAD=" ROUSE_PARK_LIBRARY);
    environment.push_back("ROUSE_PARK=" + place);
    begin(words, environment, ::getuid());
  }
  ~ParkedProgram() {
    ::close(near_);
    if (pid_ > 0) status_of(pid_);
  }
  ParkedProgram(const ParkedProgram&) = delete;
  ParkedProgram& operator=(const ParkedProgram&) = delete;

  /// The next word; nothing: there will be none any more.
  std::optional<Heard> hear() const {
    Heard out;
    iovec part{&out.word, sizeof out.word};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(ucred))];
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    pollfd waits{.fd = near_, .events = POLLIN, .revents = 0};
    if (::poll(&waits, 1, 20000) != 1) return {};
    if (::recvmsg(near_, &header, MSG_CMSG_CLOEXEC) != sizeof out.word) return {};
    ucred speaker{};
    std::memcpy(&speaker, CMSG_DATA(CMSG_FIRSTHDR(&header)), sizeof speaker);
    out.speaker = speaker.pid;
    return out;
  }
  /// It says that it is parked, as the first thing.
  bool parks() const {
    std::optional<Heard> first = hear();
    return first && first->kind() == park::Kind::parked && first->speaker == pid_;
  }

  bool give(park::Call call, int caller, const Texts& variables = {}) const {
    call.version = park::version;
    call.variable_count = static_cast<std::uint32_t>(variables.size());
    std::string message(reinterpret_cast<const char*>(&call), sizeof call);
    for (const std::string& variable : variables) message += variable + '\0';
    return give_text(std::move(message), caller);
  }
  /// A message that says just that, with a descriptor.
  bool give_text(std::string message, int caller) const {
    iovec part{message.data(), message.size()};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(rights), &caller, sizeof caller);
    return ::sendmsg(near_, &header, MSG_NOSIGNAL) >= 0;
  }

  /// A caller, from his call to the end of his server.
  Served serve(const std::string& input, const Texts& variables = {}, park::Call call = {}) {
    Connection connection;
    pid_t pid = serve_at(connection, variables, call);
    connection.say(input);
    std::string output = connection.rest();
    return {std::move(output), pid > 0 ? status_of(pid) : -1};
  }
  /// The pid of the server that the caller at the other end of the connection gets; -1: he gets none.
  pid_t serve_at(Connection& connection, const Texts& variables = {}, park::Call call = {}) {
    call.tag = ++tag_;
    EXPECT_TRUE(give(call, connection.server, variables));
    connection.hand_over();
    std::optional<Heard> answer = hear();
    if (!answer || answer->kind() != park::Kind::here || answer->word.tag != tag_) return -1;
    return answer->speaker;
  }

  void finish() const { ::shutdown(near_, SHUT_WR); }
  pid_t pid() const { return pid_; }
  /// How the parked process ended.
  int end() { return status_of(std::exchange(pid_, -1)); }

 private:
  void begin(const Texts& words, const Texts& environment, uid_t user) {
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
    near_ = ends[0];
    int yes = 1;
    ::setsockopt(near_, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes);
    int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    pid_ = start(words, environment, nothing, ends[1], user);
    ::close(nothing);
    ::close(ends[1]);
  }

  int near_ = -1;
  pid_t pid_ = -1;
  std::uint32_t tag_ = 0;
};

/// Kernel and processor let the calls of a program be watched, which park = io needs.
inline bool can_park_at_io() {
  ParkedProgram program({ROUSE_PARK_SERVER, "stdio"}, {}, "3,io");
  std::optional<Heard> said = program.hear();
  EXPECT_TRUE(said);
  bool is_unfit = said && said->kind() == park::Kind::unfit;
  return !is_unfit || static_cast<park::Reason>(said->word.code) != park::Reason::no_dispatch;
}

}  // namespace rouse::fakes
