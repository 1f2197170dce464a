#include "config/entry_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "config/attribute_table.h"

namespace rouse::config {

namespace {

std::size_t values_wanted(Shape shape) { return shape == Shape::two ? 2 : 1; }

/// A line of more xinetd splits somewhere.
constexpr std::size_t xinetd_line_bytes = 16384;

bool is_fixed(Shape shape) { return shape == Shape::one || shape == Shape::two; }

class AttributeReader {
 public:
  AttributeReader(const Entry& entry, Draft& draft, World& world, Reporter& reporter)
      : entry_(entry), draft_(draft), world_(world), reporter_(reporter) {}

  EntryEnd read() {
    bool broken = false;
    for (int line : entry_.body) {
      bool good = read_line(line);
      if (!good && !in_defaults()) return EntryEnd::broken;
      broken = broken || !good;
      if (stopped_) return EntryEnd::disabled;
    }
    return broken ? EntryEnd::broken : EntryEnd::complete;
  }

 private:
  bool in_defaults() const { return entry_.kind == EntryKind::defaults; }
  Place at(int line, int column) const { return {draft_.source.get(), line, column}; }

  /// What becomes of the entry when a line of it cannot be read.
  std::string loss() const {
    return in_defaults() ? "the line is ignored (xinetd would ignore the rest of defaults too)"
                         : fmt::format("service {} is dropped", draft_.label());
  }

  bool lost(int line, int column, const std::string& problem) {
    if (draft_.fault.empty() && !in_defaults()) draft_.fault = problem;
    reporter_.say(Severity::error, at(line, column), fmt::format("{}; {}", problem, loss()));
    return false;
  }

  /// False when the line cannot be read at all.
  bool read_line(int line) {
    const Line& source = draft_.source->line(line);
    if (source.nul)
      return lost(line, static_cast<int>(source.text.find('\0')) + 1, "the line holds a NUL byte");
    if (source.too_long())
      return lost(line, 0,
                  fmt::format("the line has {} bytes, more than {}", source.text.size(), line_limit_bytes));
    std::expected<Assignment, AssignmentFault> assignment = read_assignment(source.text);
    if (!assignment) {
      std::string_view what = assignment.error().fault == LineFault::nothing_after_name
                                  ? "Nothing after attribute"
                                  : "Bad operator for attribute";
      return lost(line, assignment.error().column,
                  fmt::format("{}: {}", what, escaped(assignment.error().name.text, 100)));
    }
    if (assignment->blank_missing)
      reporter_.say(
          Severity::difference, at(line, assignment->operator_column),
          fmt::format("Attribute {} needs a space before operator; it is read all the same (xinetd would "
                      "drop the whole entry)",
                      escaped(assignment->name.text, 100)));
    if (source.text.size() > xinetd_line_bytes)
      reporter_.say(
          Severity::extension, at(line, 0),
          fmt::format("a line of {} bytes: xinetd splits lines of more than 16 KiB", source.text.size()));
    apply(*assignment, line);
    return true;
  }

  void unknown(const Assignment& assignment, int line, const AttributeRow* row) {
    std::string name = escaped(assignment.name.text, 100);
    std::string_view suggestion;
    std::string why = "the line is ignored";
    if (row == nullptr) {
      std::vector<std::string_view> names;
      for (const AttributeRow& r : attribute_table())
        if ((in_defaults() ? r.in_defaults : r.in_service) != Shape::nowhere) names.push_back(r.name);
      if (name.size() < 40) suggestion = nearest(assignment.name.text, names).value_or(std::string_view{});
    } else if (!in_defaults()) {
      why = "it belongs in defaults, the line is ignored";
    }
    std::string text = in_defaults()
                           ? fmt::format("attribute: {} should not be in default section; {}", name, why)
                           : fmt::format("bad service attribute: {}; {}", name, why);
    reporter_.say(Severity::warning, at(line, assignment.name.column), std::move(text), suggestion);
  }

  void apply(Assignment& assignment, int line) {
    const AttributeRow* row = find_attribute(assignment.name.text);
    Shape shape = row == nullptr ? Shape::nowhere : in_defaults() ? row->in_defaults : row->in_service;
    if (shape == Shape::nowhere) return unknown(assignment, line, row);
    Setting setting(draft_, assignment, line, in_defaults(), world_, reporter_);
    if (row->origin == Origin::extension)
      setting.extends(setting.place(), fmt::format("{}: xinetd ignores the line with a warning", row->name));
    if (shape != Shape::set && !may_set(setting, row->attribute)) return;
    if (is_fixed(shape) && !count_fits(setting, assignment, shape, *row)) return;
    draft_.set_line(row->attribute, line);
    bool good = has_values(setting, *row) && row->handler(setting);
    if (good) draft_.accept(row->attribute, line);
    stopped_ = row->attribute == Attribute::disable && (draft_.off || !good);
  }

  /// Lists that cannot be empty. In defaults log_type has the shape of a set, but it is none.
  bool has_values(Setting& setting, const AttributeRow& row) {
    if (!setting.values().empty() || row.in_service != Shape::list) return true;
    return setting.bad(setting.place(),
                       fmt::format("attribute {} expects at least 1 value and none was given.", row.name));
  }

  bool may_set(Setting& setting, Attribute attribute) {
    std::string label = in_defaults() ? "(null)" : draft_.label();
    std::string name = escaped(setting.assignment.name.text);
    if (draft_.has(attribute)) {
      setting.warn(setting.place(),
                   fmt::format("Service {}: attribute already set: {}; the first one holds", label, name));
      return false;
    }
    if (setting.assignment.op == Operator::set) return true;
    setting.warn(
        {draft_.source.get(), setting.line, setting.assignment.operator_column},
        fmt::format("Service {}: operator '{}' cannot be used for attribute '{}'; the line is ignored", label,
                    text(setting.assignment.op), name));
    return false;
  }

  /// Text after '#' behind a single value is a comment here; xinetd counts its words and forgets the
  /// attribute.
  bool count_fits(Setting& setting, Assignment& assignment, Shape shape, const AttributeRow& row) {
    std::size_t wanted = values_wanted(shape);
    std::size_t given = assignment.values.size();
    if (given == wanted) return true;
    if (given > wanted && assignment.values[wanted].text.starts_with('#')) {
      if (row.origin != Origin::extension) {  // else xinetd ignores the line anyway
        setting.differs(
            setting.place(wanted),
            fmt::format("text after '#' is a comment here (xinetd counts {} values and ignores {})", given,
                        escaped(assignment.name.text)));
      }
      assignment.values.resize(wanted);
      return true;
    }
    std::string problem = fmt::format("attribute {} expects {} values and {} values were specified",
                                      escaped(assignment.name.text), wanted, given);
    if (row.attribute == Attribute::bind)
      setting.bad_unlike_xinetd(setting.place(), problem, "xinetd would listen on all addresses");
    else
      setting.warn(setting.place(), problem + "; the line is ignored");
    return false;
  }

  const Entry& entry_;
  Draft& draft_;
  World& world_;
  Reporter& reporter_;
  bool stopped_ = false;
};

}  // namespace

EntryEnd read_entry(const Entry& entry, Draft& draft, World& world, Reporter& reporter) {
  return AttributeReader(entry, draft, world, reporter).read();
}

}  // namespace rouse::config
