#include "tools/xinetd_record.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <climits>

#include "base/text.h"
#include "sys/file.h"
#include "sys/ownership.h"

namespace rouse::tools {

namespace {

constexpr std::string_view first_field = "rouse takeover 1";
constexpr std::string_view last_field = "end";
constexpr std::size_t largest_bytes = std::size_t{16} << 20;
constexpr mode_t folder_mode = 0755;
constexpr mode_t file_mode = 0600;

/// Each ends with a zero byte, which no word of a process contains.
std::vector<std::string_view> fields_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    std::size_t end = text.find('\0');
    if (end == std::string_view::npos) return {};
    out.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return out;
}

void add(std::string& text, std::string_view key, std::string_view value) {
  text += fmt::format("{}={}", key, value);
  text += '\0';
}

bool take_number(auto& into, std::string_view text, std::uint64_t limit = UINT64_MAX) {
  std::optional<std::uint64_t> number = whole_number(text, limit);
  if (number) into = static_cast<std::remove_reference_t<decltype(into)>>(*number);
  return number.has_value();
}

bool take_limits_field(XinetdRecord& into, std::string_view value) {
  std::size_t blank = std::min(value.find(' '), value.size() - 1);
  sys::Limits limits;
  if (!take_number(limits.soft, value.substr(0, blank)) || !take_number(limits.hard, value.substr(blank + 1)))
    return false;
  into.circumstances.limits.push_back(limits);
  return true;
}

/// Of a value that may be negative, and is small.
bool take_rank(std::optional<int>& into, std::string_view text) {
  constexpr std::uint64_t rank_most = 1000;
  bool below_zero = text.starts_with('-');
  std::optional<std::uint64_t> number = whole_number(text.substr(below_zero ? 1 : 0), rank_most);
  if (number) into = below_zero ? -static_cast<int>(*number) : static_cast<int>(*number);
  return number.has_value();
}

bool take_field(XinetdRecord& into, std::string_view key, std::string_view value) {
  if (key == "pid") return take_number(into.pid, value, INT_MAX);
  if (key == "umask") return take_number(into.circumstances.umask, value, 0777);
  if (key == "nice") return take_rank(into.circumstances.nice, value);
  if (key == "oom_score_adj") return take_rank(into.circumstances.oom_score_adj, value);
  if (key == "limits") return !value.empty() && take_limits_field(into, value);
  if (key == "program") into.program = value;
  if (key == "name") into.name = value;
  if (key == "word") into.words.emplace_back(value);
  if (key == "variable") into.environment.emplace_back(value);
  return true;  // one that another version has written
}

}  // namespace

std::string XinetdRecord::command() const {
  return words.empty() ? program : fmt::format("{} {}", program, fmt::join(words, " "));
}

std::string text_of(const XinetdRecord& record) {
  std::string out(first_field);
  out += '\0';
  add(out, "pid", std::to_string(record.pid));
  add(out, "program", record.program);
  add(out, "name", record.name);
  for (const std::string& word : record.words) add(out, "word", word);
  for (const std::string& variable : record.environment) add(out, "variable", variable);
  add(out, "umask", std::to_string(record.circumstances.umask));
  if (record.circumstances.nice) add(out, "nice", std::to_string(*record.circumstances.nice));
  if (record.circumstances.oom_score_adj)
    add(out, "oom_score_adj", std::to_string(*record.circumstances.oom_score_adj));
  for (const sys::Limits& limits : record.circumstances.limits)
    add(out, "limits", fmt::format("{} {}", limits.soft, limits.hard));
  out += last_field;
  out += '\0';
  return out;
}

std::optional<XinetdRecord> record_of(std::string_view text) {
  std::vector<std::string_view> fields = fields_of(text);
  if (fields.size() < 2 || fields.front() != first_field || fields.back() != last_field) return std::nullopt;
  XinetdRecord out;
  for (std::size_t i = 1; i + 1 < fields.size(); ++i) {
    std::size_t equals = fields[i].find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    if (!take_field(out, fields[i].substr(0, equals), fields[i].substr(equals + 1))) return std::nullopt;
  }
  if (out.program.empty() || out.name.empty()) return std::nullopt;
  return out;
}

std::string record_path(const std::string& control_path) {
  return control_path.substr(0, control_path.rfind('/') + 1) + "takeover";
}

Result<void> write_record(const std::string& path, const XinetdRecord& record) {
  std::string folder = path.substr(0, path.rfind('/'));
  if (!folder.empty()) {
    Result<void> made = sys::make_folder(folder, folder_mode);
    if (!made) return made;
  }
  (void)sys::unlink(path);  // none there is as good
  return sys::exclusive_create(path, text_of(record), file_mode);
}

Result<XinetdRecord> read_record(const std::string& path) {
  Result<sys::Writing> writing = sys::read_writing(path, largest_bytes);
  if (!writing) return std::unexpected(writing.error());
  bool trusted = !writing->anybody && (writing->owner == 0 || writing->owner == ::geteuid());
  if (!trusted) return failed("read", EPERM, path);
  std::optional<XinetdRecord> record = record_of(writing->text);
  if (!record) return failed("read", EBADMSG, path);
  return std::move(*record);
}

}  // namespace rouse::tools
