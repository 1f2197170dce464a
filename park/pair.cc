#include "park/pair.h"

#include <fcntl.h>
#include <linux/stat.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cerrno>

#include "park/kernel.h"

namespace rouse::park {

namespace {

/// Above what programs open first; the kernel copies a table of 64 descriptors at the least cost.
constexpr std::uint64_t hidden_from = 60;

int pair = socket_place;
ino_t inode = 0;
alignas(Call) char message[call_bytes_most];

bool state_of(int fd, struct stat& state) { return call(SYS_fstat, fd, &state) == 0; }

/// The highest place at or below the usual one that the limit allows.
std::uint64_t hiding_place() {
  rlimit limit{};
  call(SYS_prlimit64, 0, RLIMIT_NOFILE, nullptr, &limit);
  return limit.rlim_cur > hidden_from ? hidden_from : limit.rlim_cur - 1;
}

/// The descriptor in a message, or -1.
int descriptor_in(const msghdr& header) {
  cmsghdr* rights = CMSG_FIRSTHDR(&header);
  if (rights == nullptr || rights->cmsg_type != SCM_RIGHTS) return -1;
  return *reinterpret_cast<int*>(CMSG_DATA(rights));
}

bool is_call(long bytes) {
  const Call& head = *reinterpret_cast<const Call*>(message);
  return bytes >= static_cast<long>(sizeof head) && head.version == version;
}

}  // namespace

bool has_pair() {
  int type = 0;
  socklen_t bytes = sizeof type;
  long result = call(SYS_getsockopt, socket_place, SOL_SOCKET, SO_TYPE, &type, &bytes);
  return result == 0 && type == SOCK_SEQPACKET;
}

void hide_pair() {
  long hidden = call(SYS_fcntl, socket_place, F_DUPFD_CLOEXEC, hiding_place());
  if (hidden >= 0) {
    call(SYS_close, socket_place);
    pair = static_cast<int>(hidden);
  }
  call(SYS_fcntl, pair, F_SETFL, 0);  // waiting is what it is for
  struct stat state;
  if (state_of(pair, state)) inode = state.st_ino;
}

int pair_number() { return pair; }

bool keeps_pair() {
  struct stat state;
  return state_of(pair, state) && S_ISSOCK(state.st_mode) && state.st_ino == inode;
}

void close_pair() { call(SYS_close, pair); }

bool say(Kind kind, std::uint32_t tag, std::uint32_t code) {
  Word word{version, static_cast<std::uint32_t>(kind), tag, code};
  long result = -EINTR;
  while (result == -EINTR) result = call(SYS_sendto, pair, &word, sizeof word, MSG_NOSIGNAL, 0);
  return result >= 0;
}

void say_unfit(Reason reason) {
  say(Kind::unfit, 0, static_cast<std::uint32_t>(reason));
  end(0);
}

Received next_caller() {
  iovec part{.iov_base = message, .iov_len = sizeof message};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
  for (;;) {
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    long got = call(SYS_recvmsg, pair, &header, MSG_CMSG_CLOEXEC);
    if (got == -EINTR) continue;
    if (got <= 0) return {.call = nullptr, .variables = nullptr, .variable_bytes = 0, .caller = -1};
    int caller = descriptor_in(header);
    if (caller < 0) continue;
    if (!is_call(got)) {
      call(SYS_close, caller);
      continue;
    }
    return {.call = reinterpret_cast<Call*>(message),
            .variables = message + sizeof(Call),
            .variable_bytes = static_cast<std::size_t>(got) - sizeof(Call),
            .caller = caller};
  }
}

}  // namespace rouse::park
