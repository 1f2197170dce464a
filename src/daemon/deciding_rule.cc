#include "daemon/deciding_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <vector>

#include "base/fd.h"
#include "daemon/access_tables.h"
#include "sys/file.h"
#include "sys/memory.h"

namespace rouse::daemon {

namespace {

/// One rule: lines, joined where a \ ends them.
struct Rule {
  int first_line = 0;
  std::size_t end = 0;  // behind its last line
};

std::vector<Rule> rules_of(std::string_view text) {
  std::vector<Rule> out;
  int line = 0;
  bool goes_on = false;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    ++line;
    if (!goes_on) out.push_back({.first_line = line});
    out.back().end = end;
    goes_on = text.substr(begin, end - begin).ends_with("\\\n");
    begin = end;
  }
  return out;
}

/// A table in memory, as libwrap can open it.
class Table {
 public:
  explicit Table(std::string_view text) {
    Result<Fd> file = sys::memory_file("rouse-rules", 0);
    if (file && sys::write_all(file->raw(), text)) file_ = std::move(*file);
  }
  std::string path() const { return fmt::format("/proc/self/fd/{}", file_.raw()); }

 private:
  Fd file_;
};

class Search {
 public:
  explicit Search(const sys::WrapFacts& facts) : facts_(facts) {}

  /// The first rule of the file that fits, whether it grants or refuses.
  std::string in(const std::string& path) const {
    Result<std::string> text = sys::read_file(path, table_limit_bytes);
    if (!text || !has_fitting(*text)) return {};
    std::vector<Rule> rules = rules_of(*text);
    auto first = std::ranges::partition_point(
        rules, [&](const Rule& rule) { return !has_fitting(std::string_view(*text).substr(0, rule.end)); });
    return first == rules.end() ? std::string() : fmt::format("{}:{}", path, first->first_line);
  }

 private:
  /// What comes behind a rule that fits makes no difference.
  bool has_fitting(std::string_view text) const {
    Table table(text);
    auto before_refusal = sys::ask_wrappers(facts_, {.allow = table.path(), .deny = refusing_.path()});
    auto before_nothing = sys::ask_wrappers(facts_, {.allow = table.path(), .deny = nothing_.path()});
    return before_refusal && before_nothing && *before_refusal == *before_nothing;
  }

  const sys::WrapFacts& facts_;
  Table refusing_{"ALL: ALL\n"};
  Table nothing_{""};
};

}  // namespace

std::string deciding_rule(const sys::WrapFacts& facts, const sys::WrapTables& tables) {
  Search search(facts);
  std::string rule = search.in(tables.allow);
  return rule.empty() ? search.in(tables.deny) : rule;
}

}  // namespace rouse::daemon
