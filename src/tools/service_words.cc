#include "tools/service_words.h"

#include <optional>

#include "base/text.h"

namespace rouse::tools {

namespace {

using Typed = std::span<const std::string_view>;

constexpr std::uint64_t longest_timeout_s = 86400;

/// --help and --version count wherever they stand; the first one wins.
std::optional<ServiceAct> asked_about_itself(Typed words) {
  for (std::string_view word : words) {
    if (word == "-h" || word.starts_with("--h")) return ServiceAct::usage;
    if (word == "-V" || word == "--version") return ServiceAct::version;
  }
  return std::nullopt;
}

/// Takes rouse's own options from the front of `words`; false: one of them has a bad value.
bool take_options(Typed& words, ServiceRequest& request) {
  while (!words.empty()) {
    if (words.front() == "--json") {
      request.json = true;
    } else if (words.front() == "--timeout") {
      auto seconds = words.size() > 1 ? whole_number(words[1], longest_timeout_s) : std::nullopt;
      if (seconds.value_or(0) == 0) return false;
      request.timeout_s = static_cast<std::int64_t>(*seconds);
      words = words.subspan(1);
    } else {
      break;
    }
    words = words.subspan(1);
  }
  return true;
}

/// At blanks, tabs and line ends, which a shell takes for the same.
std::vector<std::string> split_anew(Typed words) {
  std::string joined;
  for (std::string_view word : words) joined += std::string(word) + ' ';
  for (char& c : joined)
    if (c == '\n') c = ' ';
  std::vector<std::string> out;
  for (std::string_view word : rouse::words(joined)) out.emplace_back(word);
  return out;
}

}  // namespace

ServiceRequest read_service_words(Typed words) {
  ServiceRequest out;
  if (std::optional<ServiceAct> act = asked_about_itself(words))
    return {.act = *act, .name = {}, .words = {}};
  bool good = take_options(words, out);
  if (good && !words.empty() && words.front() == "--status-all") {
    Typed behind = words.subspan(1);
    good = take_options(behind, out);
    if (good && behind.empty()) out.act = ServiceAct::status_all;
  }
  if (!good) out.act = ServiceAct::bad_timeout;
  if (words.empty() && good) out.act = ServiceAct::lack_words;
  if (out.act != ServiceAct::run) return out;
  out.name = words.front();
  out.words = split_anew(words.subspan(1));
  if (words.size() == 2 && words[1] == "--full-restart") out.act = ServiceAct::full_restart;
  return out;
}

}  // namespace rouse::tools
