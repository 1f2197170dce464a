#include "daemon/resolver.h"

#include <grp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <span>
#include <thread>
#include <vector>

#include "listen/resolver_wire.h"
#include "sys/account.h"
#include "sys/lookup.h"
#include "sys/process.h"
#include "sys/signal.h"
#include "sys/socket.h"

namespace rouse::daemon {

namespace {

using listen::Question;
using listen::ResolverAnswer;
using listen::ResolverQuestion;

constexpr int channel_place = 3;
constexpr std::size_t thread_count = 8;

net::Address address_in(const ResolverQuestion& question) {
  if (question.family == net::Kind::ipv6) return net::Address::v6(question.address, question.scope);
  const auto& b = question.address;
  return net::Address::v4(static_cast<std::uint32_t>(b[0]) << 24 | static_cast<std::uint32_t>(b[1]) << 16 |
                          static_cast<std::uint32_t>(b[2]) << 8 | b[3]);
}

void answer_name(const ResolverQuestion& question, ResolverAnswer& answer) {
  net::Address caller = address_in(question);
  std::string name = sys::reverse_name(caller);
  if (name.empty() || !listen::put_text(answer.name, name)) return;
  answer.confirmed = std::ranges::any_of(sys::addresses_of(name), [&](const net::Address& address) {
    return address.unmapped().bytes() == caller.bytes() && address.unmapped().kind() == caller.kind();
  });
}

void answer_groups(const ResolverQuestion& question, ResolverAnswer& answer) {
  auto groups = sys::groups_of(std::string(listen::text_of(question.user)), question.primary_gid);
  if (!groups || groups->size() > listen::groups_limit) return;
  answer.known = true;
  answer.group_count = static_cast<std::uint32_t>(groups->size());
  std::ranges::copy(*groups, answer.groups.begin());
}

ResolverAnswer answer_to(const ResolverQuestion& question) {
  ResolverAnswer answer;
  answer.number = question.number;
  if (question.kind == Question::groups) {
    answer_groups(question, answer);
  } else {
    answer_name(question, answer);
  }
  return answer;
}

/// One question at a time, until the steward's end is closed.
void answer_questions() {
  for (;;) {
    ResolverQuestion question;
    ssize_t size = ::read(channel_place, &question, sizeof question);
    if (size < 0 && errno == EINTR) continue;
    if (size != static_cast<ssize_t>(sizeof question)) return;
    ResolverAnswer answer = answer_to(question);
    if (::write(channel_place, &answer, sizeof answer) < 0) return;
  }
}

/// An account without rights of its own; an error: there is none, and root is not an account for this.
bool become_nobody_special() {
  if (::geteuid() != 0) return true;
  auto account = sys::user("rouse-resolver");
  if (!account) account = sys::user("nobody");
  if (!account) return false;
  return ::setgroups(0, nullptr) == 0 && ::setgid(account->gid) == 0 && ::setuid(account->uid) == 0;
}

int resolver_main(int channel) {
  if (::dup2(channel, channel_place) < 0 || !sys::close_from(channel_place + 1)) return 1;
  (void)sys::set_nonblocking(channel_place, false);
  (void)sys::set_process_name("rouse-resolver");
  if (!become_nobody_special()) return 1;
  (void)sys::set_parent_death_signal(SIGKILL);  // the closed pair ends it, too
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < thread_count; ++i) threads.emplace_back(answer_questions);
  answer_questions();
  return 0;
}

}  // namespace

Result<Fd> start_resolver() {
  auto pair = sys::socket_pair();
  if (!pair) return std::unexpected(pair.error());
  auto started = sys::fork_child([&] { return resolver_main(pair->second.raw()); });
  if (!started) return std::unexpected(started.error());
  return std::move(pair->first);
}

}  // namespace rouse::daemon
