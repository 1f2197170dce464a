#include "config/edit.h"

#include <fmt/format.h>

#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "config/keywords.h"
#include "config/syntax.h"

namespace rouse::config {

namespace {

/// The line as an assignment, when it is one of `disable`.
std::optional<Assignment> disable_at(const SourceFile& file, int line) {
  std::expected<Assignment, AssignmentFault> read = read_assignment(file.line(line).text);
  if (!read || !same_word(read->name.text, "disable")) return std::nullopt;
  return *read;
}

std::vector<int> disable_lines(const SourceFile& file, const Entry& service) {
  std::vector<int> out;
  for (int line : service.body)
    if (disable_at(file, line)) out.push_back(line);
  return out;
}

/// Whether the line leaves the service on. Nothing: it does not count, as with two values (the entry's reader
/// says so).
std::optional<bool> leaves_on(const Assignment& disable) {
  const std::vector<Token>& values = disable.values;
  bool one = values.size() == 1 || (values.size() > 1 && values[1].text.starts_with('#'));
  if (!one || disable.op != Operator::set) return std::nullopt;
  return !value_of(yes_no_keywords, values.front().text).value_or(true);
}

/// As the daemon reads it: the first line that counts.
bool service_is_on(const SourceFile& file, const std::vector<int>& lines) {
  for (int line : lines)
    if (std::optional<bool> on = leaves_on(*disable_at(file, line))) return *on;
  return true;
}

/// The services of the file that the daemon would read.
std::vector<Entry> services(const SourceFile& file) {
  std::vector<Entry> out = read_entries(file);
  std::erase_if(out, [](const Entry& entry) {
    return entry.kind != EntryKind::service || entry.fault != EntryFault::none;
  });
  return out;
}

/// A comment behind the value of the line.
std::string_view remark(std::string_view line) {
  std::size_t mark = line.find(" #");
  return mark == std::string_view::npos ? std::string_view{} : line.substr(mark);
}

class Editor {
 public:
  Editor(const std::string& text, bool on) : file_({}, text), on_(on) {}

  void plan() {
    for (const Entry& service : services(file_)) plan(service);
  }

  bool changes() const { return !replaced_.empty() || !inserted_.empty(); }

  std::string text() const {
    std::string out;
    for (int number = 1; number <= file_.size(); ++number) {
      auto replaced = replaced_.find(number);
      auto inserted = inserted_.find(number);
      if (replaced == replaced_.end())
        append(out, file_.line(number).text, number);
      else if (replaced->second)
        append(out, *replaced->second, number);
      if (inserted != inserted_.end()) append(out, inserted->second, number);
    }
    return out;
  }

 private:
  void plan(const Entry& service) {
    std::vector<int> lines = disable_lines(file_, service);
    if (service_is_on(file_, lines) == on_) return;
    if (lines.empty()) inserted_[service.brace_line] = disable();
    for (int line : lines) replaced_[line] = std::nullopt;
    if (!lines.empty()) replaced_[lines.front()] = disable().append(remark(file_.line(lines.front()).text));
  }

  std::string disable() const { return fmt::format("\tdisable\t= {}", on_ ? "no" : "yes"); }

  /// The line with the end that line `number` has.
  void append(std::string& out, std::string_view line, int number) const {
    out += line;
    out += file_.line(number).carriage_return ? "\r\n" : "\n";
  }

  SourceFile file_;
  bool on_;
  std::map<int, std::optional<std::string>> replaced_;  // nothing: the line goes
  std::map<int, std::string> inserted_;                 // below the line
};

}  // namespace

Edit switched(const std::string& text, bool on) {
  Editor editor(text, on);
  editor.plan();
  if (!editor.changes()) return {text, false};
  return {editor.text(), true};
}

bool is_on(const std::string& text) {
  SourceFile file({}, text);
  bool on = true;
  for (const Entry& service : services(file))
    if (std::vector<int> lines = disable_lines(file, service); !lines.empty())
      on = service_is_on(file, lines);
  return on;
}

std::vector<std::string> service_ids(const std::string& text) {
  SourceFile file({}, text);
  std::vector<std::string> out;
  for (const Entry& service : services(file)) out.emplace_back(id_of(file, service));
  return out;
}

std::optional<bool> default_in(const std::string& text) {
  SourceFile file({}, text);
  for (int number = 1; number <= file.size(); ++number) {
    std::string_view line = trimmed(file.line(number).text);
    if (!line.starts_with('#')) continue;
    std::vector<std::string_view> said = words(line.substr(1));
    if (said.size() < 2 || !same_word(said[0], "default:")) continue;
    if (same_word(said[1], "on")) return true;
    if (same_word(said[1], "off")) return false;
  }
  return std::nullopt;
}

}  // namespace rouse::config
