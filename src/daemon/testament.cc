#include "daemon/testament.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace rouse::daemon {

namespace {

constexpr std::string_view first_line = "rouse 1";

struct Line {
  std::string_view key, value;
};

/// The line at the front of `text`, which is taken off.
Line take_line(std::string_view& text) {
  std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  std::size_t blank = std::min(line.find(' '), line.size());
  return {line.substr(0, blank), line.substr(std::min(line.size(), blank + 1))};
}

bool take(std::string_view value, int& number) {
  auto read = whole_number(value, INT32_MAX);
  if (read) number = static_cast<int>(*read);
  return read.has_value();
}

bool take(std::string_view value, process::DepositNumber& number) {
  auto read = whole_number(value, UINT32_MAX);
  if (read) number = static_cast<process::DepositNumber>(*read);
  return read.has_value();
}

bool take(std::string_view value, std::uint64_t& number) {
  auto read = whole_number(value);
  if (read) number = *read;
  return read.has_value();
}

template <class First, class Second>
bool take(std::string_view value, std::pair<First, Second>& both) {
  std::size_t blank = std::min(value.find(' '), value.size());
  return take(value.substr(0, blank), both.first) &&
         take(value.substr(std::min(value.size(), blank + 1)), both.second);
}

bool take(const Line& line, Testament& out) {
  if (line.key == "program") return take(line.value, out.program);
  if (line.key == "book") return take(line.value, out.book);
  if (line.key == "ledger") return take(line.value, out.ledger);
  if (line.key == "events") return take(line.value, out.events);
  if (line.key == "roster") return take(line.value, out.roster);
  if (line.key == "terminal") return take(line.value, out.terminal);
  if (line.key == "descriptors") return take(line.value, out.descriptors);
  if (line.key == "last") return take(line.value, out.last);
  if (line.key == "baton") return take(line.value, out.batons.emplace_back());
  if (line.key == "orphan") return take(line.value, out.orphans.emplace_back());
  if (line.key == "deposit") return take(line.value, out.deposits.emplace_back());
  if (line.key == "version") out.version = line.value;
  if (line.key == "phase") out.is_trial = line.value == "trial";
  if (line.key == "reason") out.reason = line.value;
  if (line.key == "folder") out.folder = line.value;
  if (line.key == "serves") out.serves = line.value == "1";
  return true;
}

}  // namespace

std::string text_of(const Testament& testament) {
  std::string out = fmt::format("{}\nversion {}\nphase {}\n", first_line, testament.version,
                                testament.is_trial ? "trial" : "returned");
  if (testament.program >= 0) out += fmt::format("program {}\n", testament.program);
  if (!testament.reason.empty()) out += fmt::format("reason {}\n", escaped(testament.reason));
  out += fmt::format("folder {}\ndescriptors {} {}\nserves {}\nbook {} {}\nledger {}\n", testament.folder,
                     testament.descriptors.first, testament.descriptors.second, testament.serves ? 1 : 0,
                     testament.book.first, testament.book.second, testament.ledger);
  if (testament.events >= 0) out += fmt::format("events {}\n", testament.events);
  if (testament.roster >= 0) out += fmt::format("roster {}\n", testament.roster);
  if (testament.terminal >= 0) out += fmt::format("terminal {}\n", testament.terminal);
  for (const auto& [near, far] : testament.batons) out += fmt::format("baton {} {}\n", near, far);
  for (const auto& [pid, fd] : testament.orphans) out += fmt::format("orphan {} {}\n", pid, fd);
  out += fmt::format("last {}\n", testament.last);
  for (const auto& [number, fd] : testament.deposits) out += fmt::format("deposit {} {}\n", number, fd);
  return out + "end\n";
}

std::optional<Testament> testament_in(std::string_view text) {
  Testament out;
  Line first = take_line(text);
  if (fmt::format("{} {}", first.key, first.value) != first_line) return std::nullopt;
  while (!text.empty()) {
    Line line = take_line(text);
    if (line.key == "end") return out.book.first >= 0 && out.ledger >= 0 ? std::optional(out) : std::nullopt;
    if (!take(line, out)) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace rouse::daemon
