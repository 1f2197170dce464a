#include "sysv/script_header.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>
#include <utility>

#include "base/text.h"

namespace rouse::sysv {

namespace {

constexpr std::string_view blanks = " \t\r\v\f";
constexpr std::size_t longest_levels = 15;
constexpr std::size_t longest_language = 5;
constexpr std::size_t longest_description = 4096;  // bytes that may go on in another line
constexpr std::uint64_t highest_priority = 99;

std::string_view without_leading_blanks(std::string_view text) {
  std::size_t begin = text.find_first_not_of(blanks);
  return begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
}

/// Cuts the first word off `rest`; empty at the end.
std::string_view next_word(std::string_view& rest) {
  rest = without_leading_blanks(rest);
  std::string_view word = rest.substr(0, rest.find_first_of(blanks));
  rest.remove_prefix(word.size());
  return word;
}

std::vector<std::string> names_in(std::string_view rest) {
  std::vector<std::string> out;
  while (true) {
    std::string_view word = next_word(rest);
    if (word.empty()) return out;
    out.emplace_back(word);
  }
}

/// The comments of a file that have their line for themselves, one after the other. Goes from '#' to '#':
/// most of a script is none of its business.
class Comments {
 public:
  explicit Comments(std::string_view file) : file_(file) {}

  /// What stands behind the next '#'; nothing at the end.
  std::optional<std::string_view> next() {
    while (true) {
      std::size_t mark = file_.find('#', end_);
      if (mark == std::string_view::npos) return std::nullopt;
      std::size_t before = mark == 0 ? std::string_view::npos : file_.find_last_not_of(blanks, mark - 1);
      end_ = std::min(file_.find('\n', mark), file_.size());
      if (before == std::string_view::npos || file_[before] == '\n')
        return file_.substr(mark + 1, end_ - mark - 1);
    }
  }
  /// The next comment, if nothing else comes before it.
  std::optional<std::string_view> continuation() {
    std::size_t mark = file_.find_first_not_of(" \t\r\v\f\n", end_);
    if (mark == std::string_view::npos || file_[mark] != '#') return std::nullopt;
    return next();
  }
  /// Of the comment that came last.
  int line() const { return static_cast<int>(std::ranges::count(file_.substr(0, end_), '\n')) + 1; }
  /// The file ends behind it, without a newline.
  bool unfinished() const { return end_ == file_.size(); }

 private:
  std::string_view file_;
  std::size_t end_ = 0;  // of the line that has been looked at
};

/// `rest` goes on with `word`, which is cut off.
bool begins_with(std::string_view& rest, std::string_view word) {
  if (!rest.starts_with(word)) return false;
  rest.remove_prefix(word.size());
  return true;
}

/// The numbers up to the first thing that is none; nothing when there is no number at all (Default-Start: S).
std::optional<Levels> default_levels(std::string_view rest) {
  std::optional<Levels> out;
  while (true) {
    rest = without_leading_blanks(rest);
    unsigned level = 0;
    auto [end, fault] = std::from_chars(rest.begin(), rest.end(), level);
    if (fault != std::errc{}) return out;
    rest.remove_prefix(static_cast<std::size_t>(end - rest.begin()));
    out = out.value_or(Levels{}) | (level <= 6 ? Levels::only(static_cast<int>(level)) : Levels{});
  }
}

using Names = std::vector<std::string> Header::*;
constexpr std::array<std::pair<std::string_view, Names>, 8> lists = {{
    {"Required-Start:", &Header::required_start},
    {"Required-Stop:", &Header::required_stop},
    {"Should-Start:", &Header::should_start},
    {"Should-Stop:", &Header::should_stop},
    {"Provides:", &Header::provides},
    {"X-Start-Before:", &Header::start_before},
    {"X-Stop-After:", &Header::stop_after},
    {"pidfile:", &Header::pid_files},
}};

/// Reads into `header`, which may have values already: those that the file has replace them.
class Reader {
 public:
  Reader(std::string_view file, Header header) : comments_(file), header_(std::move(header)) {}

  /// To the end, whatever is wrong; the first thing that is.
  std::optional<HeaderProblem> read();
  /// Once something said it: Default-Start, Default-Stop or the levels of `chkconfig:`.
  bool has_levels() const { return levels_.has_value(); }
  Header take();

 private:
  std::optional<HeaderProblem> read_comment(std::string_view rest);
  std::optional<HeaderFault> read_chkconfig(std::string_view rest);
  void read_description(std::string_view rest);
  void read_list(std::string_view rest);

  Comments comments_;
  Header header_;
  std::optional<Levels> levels_;
  std::optional<std::pair<int, int>> priorities_;
  std::vector<Description> descriptions_;
};

std::optional<HeaderProblem> Reader::read() {
  std::optional<HeaderProblem> first;
  while (std::optional<std::string_view> comment = comments_.next()) {
    std::optional<HeaderProblem> problem = read_comment(*comment);
    if (!first) first = problem;
  }
  return first;
}

std::optional<HeaderProblem> Reader::read_comment(std::string_view rest) {
  if (rest.starts_with("## BEGIN INIT INFO")) header_.lsb = true;
  rest = without_leading_blanks(rest);
  constexpr std::string_view first_letters = "cdhpDPRSX";
  if (rest.empty() || !first_letters.contains(rest.front())) return std::nullopt;
  if (begins_with(rest, "chkconfig:")) {
    std::optional<HeaderFault> fault = read_chkconfig(rest);
    if (fault) return HeaderProblem{*fault, comments_.line()};
  } else if (begins_with(rest, "hide:")) {
    rest = without_leading_blanks(rest);
    header_.hidden |= rest.empty() || rest.starts_with("true");
  } else if (begins_with(rest, "Default-Start:")) {
    std::optional<Levels> more = default_levels(rest);
    if (more) levels_ = levels_.value_or(Levels{}) | *more;
  } else if (begins_with(rest, "Default-Stop:")) {
    std::optional<Levels> fewer = default_levels(rest);
    if (fewer) levels_ = levels_.value_or(Levels{}) - *fewer;
  } else if (begins_with(rest, "description") || begins_with(rest, "Description") ||
             begins_with(rest, "Short-Description")) {
    read_description(rest);
  } else {
    read_list(rest);
  }
  return std::nullopt;
}

/// The first line gives the priorities, and the levels unless a Default-* has done so; every one has to be
/// right.
std::optional<HeaderFault> Reader::read_chkconfig(std::string_view rest) {
  std::string_view digits = next_word(rest);
  std::string_view start = next_word(rest);
  std::string_view stop = next_word(rest);
  if (stop.empty()) return HeaderFault::values_missing;
  std::optional<Levels> levels = digits == "-" ? Levels{} : parse_levels(digits);
  if (!levels || digits.size() > longest_levels) return HeaderFault::wrong_levels;
  std::optional<std::uint64_t> starts = whole_number(start, highest_priority);
  std::optional<std::uint64_t> stops = whole_number(stop, highest_priority);
  if (!starts || !stops) return HeaderFault::wrong_priority;
  if (rest.empty() && comments_.unfinished()) return HeaderFault::newline_missing;
  if (!priorities_) priorities_ = {static_cast<int>(*starts), static_cast<int>(*stops)};
  if (!levels_) levels_ = levels;
  return std::nullopt;
}

void Reader::read_description(std::string_view rest) {
  Description out;
  if (begins_with(rest, "(")) {
    std::size_t end = rest.find(')');
    if (end > longest_language) return;  // or there is none
    out.language = rest.substr(0, end);
    rest.remove_prefix(end + 1);
  }
  if (!begins_with(rest, ":")) return;
  out.text = without_leading_blanks(rest);
  if (out.text.empty()) return;
  Comments ahead = comments_;  // what continues a description is read on its own, too
  while (out.text.ends_with('\\') && out.text.size() < longest_description) {
    std::optional<std::string_view> more = ahead.continuation();
    if (!more) return;
    out.text.pop_back();
    out.text += without_leading_blanks(*more);
  }
  descriptions_.push_back(std::move(out));
}

void Reader::read_list(std::string_view rest) {
  for (auto [keyword, list] : lists)
    if (begins_with(rest, keyword)) header_.*list = names_in(rest);
}

Header Reader::take() {
  if (levels_) header_.levels = *levels_;
  if (priorities_) std::tie(header_.start, header_.stop) = *priorities_;
  if (!descriptions_.empty()) header_.descriptions = std::move(descriptions_);
  return std::move(header_);
}

/// "ko" is the language of "ko_KR.UTF-8" and of "ko_KR"; "ko_KR" is that of "ko" and "ko_KR.UTF-8". The
/// original misses the ones with a code set (reference/sysv.md 4.5).
bool speaks(std::string_view tag, std::string_view language) {
  language = language.substr(0, language.find_first_of(".@"));
  auto [shorter, longer] = std::minmax(tag, language, [](auto a, auto b) { return a.size() < b.size(); });
  if (shorter.empty() || !longer.starts_with(shorter)) return false;
  return longer.size() == shorter.size() || longer[shorter.size()] == '_';
}

}  // namespace

std::string_view text(HeaderFault fault) {
  switch (fault) {
    case HeaderFault::nothing:
      return translatable("there is neither a `# chkconfig: LEVELS START STOP` line nor an LSB header");
    case HeaderFault::no_levels:
      return translatable("the LSB header has no level from 0 to 6 in Default-Start or Default-Stop");
    case HeaderFault::not_lsb:
      return translatable(
          "Default-Start and Default-Stop count only with `### BEGIN INIT INFO` or a `chkconfig:` line");
    case HeaderFault::values_missing:
      return translatable("`chkconfig:` takes three values: runlevels, start priority, stop priority");
    case HeaderFault::wrong_levels:
      return translatable("the runlevels are digits from 0 to 6 without separators, or a '-'");
    case HeaderFault::wrong_priority:
      return translatable("the start and stop priorities are numbers from 0 to 99");
    case HeaderFault::newline_missing:
      return translatable("the file ends behind the priorities: a newline is missing");
  }
  return {};
}

std::expected<Header, HeaderProblem> parse_header(std::string_view script) {
  Reader reader(script, {});
  if (std::optional<HeaderProblem> problem = reader.read()) return std::unexpected(*problem);
  bool has_levels = reader.has_levels();
  Header header = reader.take();
  if (!has_levels)
    return std::unexpected(HeaderProblem{header.lsb ? HeaderFault::no_levels : HeaderFault::nothing, 0});
  if (!header.lsb && !header.start) return std::unexpected(HeaderProblem{HeaderFault::not_lsb, 0});
  return header;
}

std::expected<Header, HeaderProblem> override_header(Header header, std::string_view override_file) {
  Reader reader(override_file, std::move(header));
  if (std::optional<HeaderProblem> problem = reader.read()) return std::unexpected(*problem);
  return reader.take();
}

Header readable_header(std::string_view file) {
  Reader reader(file, {});
  reader.read();
  return reader.take();
}

std::optional<std::string_view> description(std::span<const Description> descriptions,
                                            std::string_view language) {
  std::optional<std::string_view> spoken, general;
  for (const Description& each : descriptions) {
    if (each.language.empty()) general = each.text;
    if (speaks(each.language, language)) spoken = each.text;
  }
  return spoken ? spoken : general;
}

}  // namespace rouse::sysv
