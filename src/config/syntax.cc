#include "config/syntax.h"

#include <utility>

#include "base/text.h"

namespace rouse::config {

namespace {

EntryKind kind_of(std::string_view word) {
  if (same_word(word, "service")) return EntryKind::service;
  if (same_word(word, "defaults")) return EntryKind::defaults;
  if (same_word(word, "include")) return EntryKind::include;
  if (same_word(word, "includedir")) return EntryKind::includedir;
  return EntryKind::unknown;
}

class LineReader {
 public:
  explicit LineReader(const SourceFile& file) : file_(file) {}

  std::vector<Entry> entries() {
    std::vector<Entry> out;
    while (int line = next()) out.push_back(entry_at(line));
    return out;
  }

 private:
  /// The number of the next line that holds something, or 0.
  int next() {
    while (at_ < file_.size())
      if (!is_ignorable(file_.line(++at_).text)) return at_;
    return 0;
  }

  Entry entry_at(int line) {
    Entry entry;
    entry.line = entry.end_line = line;
    std::vector<Token> words = tokens(file_.line(line).text);
    entry.keyword = words.front();
    entry.kind = kind_of(entry.keyword.text);
    if (entry.kind == EntryKind::unknown) return skipped(std::move(entry), EntryFault::unknown_word);
    bool named = entry.kind != EntryKind::defaults;
    if (named && words.size() < 2) return skipped(std::move(entry), EntryFault::name_missing);
    if (named) entry.name = words[1];
    if (entry.kind == EntryKind::include || entry.kind == EntryKind::includedir) return entry;
    std::size_t brace = named ? 2 : 1;
    return with_body(std::move(entry), words.size() == brace + 1 && words[brace].text == "{");
  }

  Entry with_body(Entry entry, bool brace_on_keyword) {
    int before = at_;
    int line = next();
    if (line != 0 && holds_only(file_.line(line).text, '{')) {
      entry.brace_line = line;
    } else if (brace_on_keyword) {
      at_ = before;
      entry.brace_line = entry.line;
      entry.brace_on_keyword = true;
    } else {
      return skipped(std::move(entry), EntryFault::brace_missing);
    }
    while ((line = next()) != 0) {
      entry.end_line = line;
      if (holds_only(file_.line(line).text, '}')) return entry;
      entry.body.push_back(line);
    }
    entry.closed = false;
    return entry;
  }

  Entry skipped(Entry entry, EntryFault fault) {
    entry.fault = fault;
    while (int line = next()) {
      entry.end_line = line;
      if (holds_only(file_.line(line).text, '}')) return entry;
    }
    entry.closed = false;
    return entry;
  }

  const SourceFile& file_;
  int at_ = 0;
};

}  // namespace

std::vector<Entry> read_entries(const SourceFile& file) { return LineReader(file).entries(); }

std::string_view value_of(const SourceFile& file, const Entry& entry, std::string_view attribute) {
  for (int line : entry.body) {
    auto assignment = read_assignment(file.line(line).text);
    if (assignment && same_word(assignment->name.text, attribute) && !assignment->values.empty())
      return assignment->values.front().text;
  }
  return {};
}

std::string_view id_of(const SourceFile& file, const Entry& entry) {
  std::string_view id = value_of(file, entry, "id");
  return id.empty() ? entry.name.text : id;
}

}  // namespace rouse::config
