#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "config/handlers.h"
#include "config/keywords.h"
#include "config/values.h"

namespace rouse::config::handle {

namespace {

using Patterns = std::vector<net::Pattern>;

/// Two entries are the same when address and mask are, or the names but for capitals (`-=`).
net::Pattern comparable(net::Pattern pattern) {
  if (auto* prefix = std::get_if<net::Prefix>(&pattern)) prefix->with_mask = false;
  if (auto* host = std::get_if<net::HostName>(&pattern)) host->name = lower(host->name);
  if (auto* domain = std::get_if<net::DomainSuffix>(&pattern)) domain->suffix = lower(domain->suffix);
  return pattern;
}

void add_flattened(net::Pattern pattern, Patterns& out) {
  if (const auto* several = std::get_if<net::Factorised>(&pattern))
    out.insert(out.end(), several->prefixes.begin(), several->prefixes.end());
  else
    out.push_back(std::move(pattern));
}

/// Says where a word that xinetd misreads is taken at its word (docs/differences.md).
void note_misreadings(Setting& setting, std::size_t i, const net::Pattern& pattern) {
  std::string_view word = setting.value(i);
  const auto* prefix = std::get_if<net::Prefix>(&pattern);
  if (prefix == nullptr || !prefix->with_mask) return;
  std::string_view mask = word.substr(word.find('/') + 1);
  if (mask.find('.') != std::string_view::npos)
    setting.differs(setting.place(i),
                    fmt::format("{} is a network of {} bits (xinetd would take the netmask for a "
                                "number of bits and match something else)",
                                word, prefix->bits));
  if (prefix->address.is_v6() && prefix->bits == 128)
    setting.differs(setting.place(i),
                    fmt::format("{} matches that one address (xinetd would match nobody)", word));
}

/// A name is either of /etc/networks or a host's. In no_access one that does not resolve is a hole: xinetd
/// forgets the word and lets its callers in.
bool read_name(Setting& setting, std::size_t i, bool refusing, net::Pattern& pattern) {
  const auto* host = std::get_if<net::HostName>(&pattern);
  if (host == nullptr) return true;
  if (std::optional<net::Address> network = setting.world.network(host->name)) {
    if (std::expected<net::Pattern, net::PatternProblem> parsed = net::parse_pattern(network->text()))
      pattern = *parsed;
    return true;
  }
  if (!refusing || setting.world.language_only() || setting.op == Operator::remove) return true;
  if (!setting.world.resolve(host->name).empty()) return true;
  return setting.bad_unlike_xinetd(
      setting.place(i), fmt::format("failed to parse {}: no such host or network", escaped(setting.value(i))),
      "xinetd would forget the word and let those callers in");
}

/// A word that nothing fits. only_from without it admits fewer callers, as under xinetd; no_access without it
/// more.
bool unreadable_word(Setting& setting, std::size_t i, bool refusing, const net::PatternProblem& problem) {
  std::string text = escaped(problem.message);
  if (problem.disables_service) return setting.bad(setting.place(i), text);
  if (refusing)
    return setting.bad_unlike_xinetd(setting.place(i), text,
                                     "xinetd would forget the word and let those callers in");
  setting.reporter.say(Severity::error, setting.place(i), fmt::format("{}; the word is ignored", text));
  return true;
}

bool read_words(Setting& setting, bool refusing, Patterns& out) {
  for (std::size_t i = 0; i < setting.values().size(); ++i) {
    std::expected<net::Pattern, net::PatternProblem> pattern = net::parse_pattern(setting.value(i));
    if (!pattern) {
      if (!unreadable_word(setting, i, refusing, pattern.error())) return false;
      continue;
    }
    note_misreadings(setting, i, *pattern);
    if (!read_name(setting, i, refusing, *pattern)) return false;
    add_flattened(std::move(*pattern), out);
  }
  return true;
}

bool change_list(Setting& setting, Sourced which, Patterns& list) {
  Patterns words;
  Origins& origins = setting.service().origins;
  if (setting.op == Operator::set) {
    list.clear();
    origins.forget(which);
  }
  if (!read_words(setting, which == Sourced::no_access, words)) return false;
  if (setting.op != Operator::remove) {
    origins.note(which, setting.draft.spot(setting.line), words.size());
    list.insert(list.end(), std::make_move_iterator(words.begin()), std::make_move_iterator(words.end()));
    return true;
  }
  std::set<net::Pattern> gone;
  for (net::Pattern& word : words) gone.insert(comparable(std::move(word)));
  std::vector<bool> stays;
  stays.reserve(list.size());
  for (const net::Pattern& pattern : list) stays.push_back(!gone.contains(comparable(pattern)));
  Patterns rest;
  for (std::size_t entry = 0; entry < list.size(); ++entry)
    if (stays[entry]) rest.push_back(std::move(list[entry]));
  list = std::move(rest);
  origins.thin(which, stays);
  return true;
}

std::string_view text_of(TimeFault fault) {
  switch (fault) {
    case TimeFault::invalid:
      return "invalid time interval";
    case TimeFault::incorrect:
      return "incorrect time interval";
    case TimeFault::empty_range:
      return "invalid time interval, it ends when it begins";
  }
  return {};
}

}  // namespace

bool only_from(Setting& setting) {
  std::optional<Patterns>& list = setting.service().only_from;
  if (!list) list.emplace();
  return change_list(setting, Sourced::only_from, *list);
}

bool no_access(Setting& setting) {
  return change_list(setting, Sourced::no_access, setting.service().no_access);
}

bool access_times(Setting& setting) {
  for (std::size_t i = 0; i < setting.values().size(); ++i) {
    std::string_view text = setting.value(i);
    std::expected<TimeRange, TimeFault> range = time_range(text);
    if (!range)
      return setting.bad(setting.place(i),
                         fmt::format("{}: {} (H:M-H:M)", text_of(range.error()), escaped(text)));
    if (range->from_minute > range->to_minute)
      setting.differs(setting.place(i),
                      fmt::format("{} runs over midnight (xinetd would drop the service)", escaped(text)));
    else if (range->to_minute == 24 * 60)
      setting.differs(
          setting.place(i),
          fmt::format("{} runs to the end of the day (xinetd would drop the service)", escaped(text)));
    setting.service().access_times.push_back(*range);
  }
  return true;
}

bool forward_confirm(Setting& setting) {
  std::optional<bool> value = value_of(yes_no_keywords, setting.value());
  if (!value)
    return setting.bad(setting.place(0),
                       fmt::format("Bad value for forward_confirm: {}", escaped(setting.value())));
  setting.service().forward_confirm = *value;
  return true;
}

}  // namespace rouse::config::handle
