#include "process/cradle.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "process/limits.h"
#include "sys/futex.h"

namespace rouse::process {

namespace {

constexpr std::size_t stack_bytes = 16384;

char* mutable_text(const std::string& text) {
  return const_cast<char*>(text.c_str());
}  // execve's old signature

}  // namespace

Result<std::unique_ptr<Cradle>> Cradle::create() {
  Result<sys::Mapping> stack = sys::Mapping::stack(stack_bytes);
  if (!stack) return std::unexpected(stack.error());
  return std::unique_ptr<Cradle>(new Cradle(std::move(*stack)));
}

void Cradle::prepare(std::shared_ptr<const Recipe> recipe, const Outfit& outfit, bool privileged) {
  recipe_ = std::move(recipe);
  variables_ = outfit.variables;
  steps_ = {};
  steps_.given_count = static_cast<std::uint32_t>(outfit.descriptors.size());
  lay_out_strings(!outfit.is_parked);
  lay_out_ids(privileged);
  lay_out_limits();
}

void Cradle::occupy(Slot& slot, const Baton& baton, const std::vector<int>& ignored_signals,
                    bool shares_table) {
  lay_out_message();
  steps_.life = reinterpret_cast<std::uint32_t*>(&life_);
  steps_.taken = reinterpret_cast<std::uint32_t*>(&taken_);
  steps_.report = reinterpret_cast<std::uint32_t*>(&slot.report);
  steps_.baton = baton.far_end();
  steps_.shares_table = shares_table;
  steps_.ignored_signals = ignored_signals.data();
  steps_.ignored_count = static_cast<std::uint32_t>(ignored_signals.size());
  taken_ = 0;
  life_ = life_coming;
}

void Cradle::await_settled(int patience_ms) {
  std::uint32_t was = life_coming;
  bool coming = life_.compare_exchange_strong(was, life_awaited) || was == life_awaited;
  if (coming) sys::futex_wait(life_, life_awaited, std::chrono::milliseconds(patience_ms));
}

bool Cradle::await_gone(int patience_ms) {
  auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms);
  for (;;) {
    std::uint32_t now = life_;  // coming, settled, gone: every step ends the wait, only the last counts
    auto left = deadline - std::chrono::steady_clock::now();
    if (now == life_gone || left <= left.zero()) return now == life_gone;
    sys::futex_wait(life_, now, left);
  }
}

/// Room for one byte and for descriptors, whose numbers are -1 until they come.
void Cradle::lay_out_message() {
  message_.part = {.iov_base = &message_.byte, .iov_len = 1};
  message_.header = {};
  message_.header.msg_iov = &message_.part;
  message_.header.msg_iovlen = 1;
  message_.header.msg_control = message_.control;
  message_.header.msg_controllen = sizeof message_.control;
  auto* numbers = reinterpret_cast<int*>(CMSG_DATA(reinterpret_cast<cmsghdr*>(message_.control)));
  std::fill_n(numbers, given_most, -1);
  steps_.message = &message_.header;
  steps_.given = numbers;
}

void Cradle::lay_out_strings(bool passes_sockets) {
  argv_.clear();
  for (const std::string& word : recipe_->argv) argv_.push_back(mutable_text(word));
  argv_.push_back(nullptr);
  envp_.clear();
  for (const std::string& variable : *recipe_->env) envp_.push_back(mutable_text(variable));
  for (const std::string& variable : variables_) {
    if (!overrules(*recipe_, variable)) envp_.push_back(mutable_text(variable));
  }
  if (passes_sockets && steps_.given_count > standard_places)
    lay_out_sockets(steps_.given_count - standard_places);
  envp_.push_back(nullptr);
  steps_.path = recipe_->path.c_str();
  steps_.argv = argv_.data();
  steps_.envp = envp_.data();
}

/// As servers that take their sockets from others expect it (sd_listen_fds).
void Cradle::lay_out_sockets(std::size_t count) {
  constexpr std::string_view pid = "LISTEN_PID=";
  listen_fds_ = "LISTEN_FDS=" + std::to_string(count);
  listen_pid_ = {};
  std::ranges::copy(pid, listen_pid_.begin());
  envp_.push_back(listen_fds_.data());
  envp_.push_back(listen_pid_.data());
  steps_.own_pid = listen_pid_.data() + pid.size();
}

void Cradle::lay_out_ids(bool privileged) {
  const Recipe& recipe = *recipe_;
  steps_.set_gid = privileged && recipe.gid.has_value();
  steps_.gid = recipe.gid.value_or(0);
  steps_.set_groups = privileged && recipe.set_groups;
  steps_.groups = recipe.groups.data();
  steps_.group_count = static_cast<std::uint32_t>(recipe.groups.size());
  steps_.set_uid = recipe.uid.has_value();
  steps_.uid = recipe.uid.value_or(0);
  steps_.set_umask = recipe.umask.has_value();
  steps_.umask = recipe.umask.value_or(0);
  steps_.set_nice = recipe.nice.has_value();
  steps_.nice = recipe.nice.value_or(0);
}

void Cradle::lay_out_limits() {
  for (const LimitStep& limit : limits_of(*recipe_)) steps_.limits[steps_.limit_count++] = limit;
}

}  // namespace rouse::process
