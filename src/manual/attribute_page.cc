#include "manual/attribute_page.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "config/attribute_manual.h"
#include "manual/mdoc.h"

namespace rouse::manual {

namespace {

using config::AttributeRow;
using config::ManualRow;
using config::Topic;

struct Section {
  Topic topic;
  std::string_view title;
};

constexpr std::array sections = {
    Section{Topic::service, "The service"},
    Section{Topic::socket, "Where it listens"},
    Section{Topic::server, "Its server"},
    Section{Topic::rights, "What the server may do"},
    Section{Topic::limits, "Limits"},
    Section{Topic::access, "Who may call"},
    Section{Topic::logging, "The log, and what callers are told"},
    Section{Topic::special, "RPC, and what has no effect"},
    Section{Topic::supervision, "Residents (mode = standalone)"},
    Section{Topic::parking, "Warm services (mode = warm)"},
};

std::string references_in_mdoc(std::string_view names) {
  std::string out;
  for (std::string_view name : words(names)) out += fmt::format("{}Ic {}", out.empty() ? "." : " , ", name);
  return out + "\n";
}

std::string in_mdoc(const AttributeRow& row, const ManualRow& manual) {
  std::string out = fmt::format(".It Ic {}\n{}{}", row.name, mdoc_prose(row.doc), mdoc_prose(manual.note));
  out += ".Pp\n.Bl -tag -width \"stands in\" -compact\n";
  out +=
      fmt::format(".It values\n{}.It default\n{}.It stands in\n{}.It known to\n{}.It example\n.Li {}\n",
                  mdoc_prose(manual.values), mdoc_prose(manual.otherwise), mdoc_prose(config::places_of(row)),
                  mdoc_prose(config::text(row.origin)), mdoc_literal(manual.example));
  if (!manual.see_also.empty()) out += ".It see also\n" + references_in_mdoc(manual.see_also);
  return out + ".El\n";
}

std::string references_in_markdown(std::string_view names) {
  std::string out;
  for (std::string_view name : words(names))
    out += fmt::format("{}[`{}`](#{})", out.empty() ? "" : ", ", name, name);
  return out;
}

std::string in_markdown(const AttributeRow& row, const ManualRow& manual) {
  std::string out =
      fmt::format("### {}\n\n{}{}{}\n\n", row.name, row.doc, manual.note.empty() ? "" : " ", manual.note);
  out += fmt::format("- values: {}\n- default: {}\n- stands in: {}\n- known to: {}\n- example: `{}`\n",
                     manual.values, manual.otherwise, config::places_of(row), config::text(row.origin),
                     manual.example);
  if (!manual.see_also.empty())
    out += fmt::format("- see also: {}\n", references_in_markdown(manual.see_also));
  return out + "\n";
}

std::string all(std::string_view heading, std::string_view begin, std::string_view end,
                std::string (*entry)(const AttributeRow&, const ManualRow&)) {
  std::string out;
  for (const Section& section : sections) {
    out += fmt::format("{} {}\n{}", heading, section.title, begin);
    for (const AttributeRow& row : config::attribute_table())
      if (row.topic == section.topic) out += entry(row, *config::manual_of(row.name));
    out += end;
  }
  return out;
}

}  // namespace

std::string attributes_as_mdoc() { return all(".Ss", ".Bl -tag -width Ds\n", ".El\n", in_mdoc); }

std::string attributes_as_markdown() {
  std::string out = all("##", "\n", "", in_markdown);
  out.pop_back();  // the empty line behind the last
  return out;
}

}  // namespace rouse::manual
