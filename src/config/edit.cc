#include "config/edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "config/keywords.h"
#include "config/syntax.h"

namespace rouse::config {

namespace {

constexpr std::string_view on_demand = "on-demand";
/// As plan_mode() inserts it.
std::string mode_line(std::string_view mode) { return fmt::format("\tmode\t= {}", mode); }

/// The line as an assignment, when it is one of that attribute.
std::optional<Assignment> assignment_at(const SourceFile& file, int line, std::string_view attribute) {
  std::expected<Assignment, AssignmentFault> read = read_assignment(file.line(line).text);
  if (!read || !same_word(read->name.text, attribute)) return std::nullopt;
  return *read;
}

std::vector<int> lines_of(const SourceFile& file, const Entry& service, std::string_view attribute) {
  std::vector<int> out;
  for (int line : service.body)
    if (assignment_at(file, line, attribute)) out.push_back(line);
  return out;
}

bool holds(const std::vector<std::string>& ids, std::string_view id) {
  return std::ranges::any_of(ids, [&](const std::string& other) { return same_word(other, id); });
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
    if (std::optional<bool> on = leaves_on(*assignment_at(file, line, "disable"))) return *on;
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
  explicit Editor(const std::string& text) : file_({}, text) {}

  /// Of the services with these ids; null: of all.
  void plan_switch(bool on, const std::vector<std::string>* ids) {
    for (const Entry& service : services(file_))
      if (ids == nullptr || holds(*ids, id_of(file_, service))) plan_switch(service, on);
  }

  void plan_mode(std::string_view id, std::string_view mode) {
    for (const Entry& service : services(file_))
      if (same_word(id_of(file_, service), id)) plan_mode(service, mode);
  }

  Edit result(const std::string& original) const {
    return changes() ? Edit{text(), true} : Edit{original, false};
  }

 private:
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

  void plan_switch(const Entry& service, bool on) {
    std::vector<int> lines = lines_of(file_, service, "disable");
    if (service_is_on(file_, lines) == on) return;
    std::string disable = fmt::format("\tdisable\t= {}", on ? "no" : "yes");
    if (lines.empty()) inserted_[service.brace_line] = disable;
    for (int line : lines) replaced_[line] = std::nullopt;
    if (!lines.empty()) replaced_[lines.front()] = disable.append(remark(file_.line(lines.front()).text));
  }

  void plan_mode(const Entry& service, std::string_view mode) {
    std::vector<int> lines = lines_of(file_, service, "mode");
    std::string_view before = lines.empty() ? on_demand : first_value(lines.front());
    if (same_word(before, mode)) return;
    if (lines.empty()) inserted_[service.brace_line] = mode_line(mode);
    for (int line : lines) replaced_[line] = std::nullopt;
    if (lines.empty() || (same_word(mode, on_demand) && was_inserted(service, lines))) return;
    std::string changed(file_.line(lines.front()).text);
    auto at = static_cast<std::size_t>(before.data() - file_.line(lines.front()).text.data());
    replaced_[lines.front()] = changed.replace(at, before.size(), mode);
  }

  /// As plan_mode() puts it: without it the file is what it was.
  bool was_inserted(const Entry& service, const std::vector<int>& lines) const {
    return lines.size() == 1 && lines.front() == service.brace_line + 1 &&
           file_.line(lines.front()).text == mode_line(first_value(lines.front()));
  }

  std::string_view first_value(int line) const {
    std::optional<Assignment> read = assignment_at(file_, line, "mode");
    return read && !read->values.empty() ? read->values.front().text : file_.line(line).text;
  }

  /// The line with the end that line `number` has.
  void append(std::string& out, std::string_view line, int number) const {
    out += line;
    out += file_.line(number).carriage_return ? "\r\n" : "\n";
  }

  SourceFile file_;
  std::map<int, std::optional<std::string>> replaced_;  // nothing: the line goes
  std::map<int, std::string> inserted_;                 // below the line
};

}  // namespace

Edit switched(const std::string& text, bool on) {
  Editor editor(text);
  editor.plan_switch(on, nullptr);
  return editor.result(text);
}

Edit switched(const std::string& text, bool on, const std::vector<std::string>& ids) {
  Editor editor(text);
  editor.plan_switch(on, &ids);
  return editor.result(text);
}

Edit with_mode(const std::string& text, std::string_view id, std::string_view mode) {
  Editor editor(text);
  editor.plan_mode(id, mode);
  return editor.result(text);
}

bool is_on(const std::string& text) {
  SourceFile file({}, text);
  bool on = true;
  for (const Entry& service : services(file))
    if (std::vector<int> lines = lines_of(file, service, "disable"); !lines.empty())
      on = service_is_on(file, lines);
  return on;
}

std::vector<ServiceName> service_names(const std::string& text) {
  SourceFile file({}, text);
  std::vector<ServiceName> out;
  for (const Entry& service : services(file))
    out.push_back(
        {std::string(id_of(file, service)), std::string(service.name.text), service.line, service.end_line});
  return out;
}

std::vector<std::string> service_ids(const std::string& text) {
  std::vector<std::string> out;
  for (ServiceName& service : service_names(text)) out.push_back(std::move(service.id));
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
