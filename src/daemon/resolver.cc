#include "daemon/resolver.h"

#include <grp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <span>
#include <thread>
#include <vector>

#include "daemon/access_tables.h"
#include "daemon/deciding_rule.h"
#include "listen/resolver_wire.h"
#include "listen/wrap_inquiry.h"
#include "sys/account.h"
#include "sys/lookup.h"
#include "sys/process.h"
#include "sys/program.h"
#include "sys/signal.h"
#include "sys/socket.h"

namespace rouse::daemon {

namespace {

using listen::Question;
using listen::ResolverAnswer;
using listen::ResolverQuestion;

constexpr int question_place = 3;
constexpr std::size_t thread_count = 8;

void answer_name(const ResolverQuestion& question, ResolverAnswer& answer) {
  net::Address caller = listen::address_of(question.caller);
  Result<std::string> found = sys::reverse_name(caller);
  answer.unknown = !found || !listen::put_text(answer.name, *found);
  if (answer.unknown || found->empty()) return;
  sys::NameProof proof = sys::proof_of(*found, caller);
  answer.confirmed = proof.confirmed;
  answer.canonical = proof.canonical;
}

void answer_groups(const ResolverQuestion& question, ResolverAnswer& answer) {
  auto groups = sys::groups_of(std::string(listen::text_of(question.subject)), question.primary_gid);
  if (!groups || groups->size() > listen::groups_limit) return;
  answer.known = true;
  answer.group_count = static_cast<std::uint32_t>(groups->size());
  std::ranges::copy(*groups, answer.groups.begin());
}

void answer_addresses(const ResolverQuestion& question, ResolverAnswer& answer) {
  for (const net::Address& address : sys::addresses_of(std::string(listen::text_of(question.subject)))) {
    if (answer.address_count == listen::addresses_limit) return;
    answer.addresses[answer.address_count++] = listen::wire(address);
  }
}

void answer_wrap(const ResolverQuestion& question, ResolverAnswer& answer) {
  static AccessTables tables(access_paths());
  sys::WrapFacts facts{.daemon = std::string(listen::text_of(question.subject)),
                       .caller = listen::address_of(question.caller),
                       .local = {listen::address_of(question.local), question.local_port},
                       .caller_name = std::string(listen::text_of(question.caller_name)),
                       .local_name = std::string(listen::text_of(question.local_name))};
  std::expected<sys::WrapWord, std::string> word = tables.ask(facts, question.name_in_doubt);
  answer.known = word.has_value();
  if (word) {
    answer.word = *word;
    bool decided = *word == sys::WrapWord::allowed || *word == sys::WrapWord::denied;
    if (decided && question.wants_rule)
      (void)listen::put_text(answer.rule, deciding_rule(facts, access_paths()));
  } else {
    (void)listen::put_text(answer.doubt, std::string_view(word.error()).substr(0, answer.doubt.size() - 1));
  }
}

ResolverAnswer answer_to(const ResolverQuestion& question) {
  ResolverAnswer answer;
  answer.number = question.number;
  switch (question.kind) {
    case Question::name:
      answer_name(question, answer);
      break;
    case Question::groups:
      answer_groups(question, answer);
      break;
    case Question::addresses:
      answer_addresses(question, answer);
      break;
    case Question::wrap:
      answer_wrap(question, answer);
      break;
  }
  return answer;
}

/// One question at a time, until the steward's end is closed.
void answer_questions() {
  for (;;) {
    ResolverQuestion question;
    ssize_t size = ::read(question_place, &question, sizeof question);
    if (size < 0 && errno == EINTR) continue;
    if (size != static_cast<ssize_t>(sizeof question)) return;
    ResolverAnswer answer = answer_to(question);
    if (::write(question_place, &answer, sizeof answer) < 0) return;
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

/// In a fresh image of this program: nothing of the steward's memory, book or doors is here.
int become_resolver(int channel) {
  if (!sys::silence_outputs()) return 1;
  if (::dup2(channel, question_place) < 0 || !sys::close_from(question_place + 1)) return 1;
  std::array<char*, 2> words = {const_cast<char*>(resolver_name.data()), nullptr};
  std::array<char*, 1> nothing = {nullptr};
  ::execve("/proc/self/exe", words.data(), nothing.data());
  return 1;
}

}  // namespace

int run_resolver() {
  (void)sys::set_process_name(std::string(resolver_name));
  if (!become_nobody_special()) return 1;
  (void)sys::set_parent_death_signal(SIGKILL);  // the closed pair ends it, too
  if (!sys::set_nonblocking(question_place, false)) return 1;
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < thread_count; ++i) threads.emplace_back(answer_questions);
  answer_questions();
  return 0;
}

Result<Fd> start_resolver() {
  auto pair = sys::socket_pair();
  if (!pair) return std::unexpected(pair.error());
  auto started = sys::fork_child([&] { return become_resolver(pair->second.raw()); });
  if (!started) return std::unexpected(started.error());
  return std::move(pair->first);
}

Resolver::Resolver(loop::Loop& loop, log::DaemonLog& log)
    : callers_(loop, log, start_resolver),
      accounts_(loop, log, start_resolver),
      tables_(loop, log, start_resolver) {}

loop::Co<listen::NameAnswer> Resolver::name_of(net::Address caller, bool forward_confirm) {
  return callers_.name_of(caller, forward_confirm);
}

loop::Co<std::optional<std::vector<gid_t>>> Resolver::groups_of(std::string user, gid_t primary) {
  return accounts_.groups_of(std::move(user), primary);
}

loop::Co<std::vector<net::Address>> Resolver::addresses_of(std::string host) {
  return accounts_.addresses_of(std::move(host));
}

loop::Co<listen::WrapAnswer> Resolver::wrapped(listen::WrapQuestion question) {
  return listen::inquire(&tables_, &callers_, std::move(question));
}

}  // namespace rouse::daemon
