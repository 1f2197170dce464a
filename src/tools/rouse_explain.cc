#include "tools/rouse_explain.h"

#include <fmt/format.h>

#include "base/text.h"
#include "config/attribute_manual.h"
#include "config/attribute_table.h"
#include "log/json.h"
#include "tools/chkconfig_json.h"
#include "tools/columns.h"
#include "tools/standard_output.h"
#include "tools/translation.h"

namespace rouse::tools {

namespace {

using config::AttributeRow;
using config::ManualRow;

constexpr std::size_t attribute_shown_bytes = 60;

std::string manual_json(const AttributeRow& row, const ManualRow& manual) {
  return log::JsonObject()
      .add("name", row.name)
      .add("meaning", row.doc)
      .add("values", manual.values)
      .add("default", manual.otherwise)
      .add("places", config::places_of(row))
      .add("daemon", config::text(row.origin))
      .add("example", manual.example)
      .add("see_also", manual.see_also)
      .add("note", manual.note)
      .text();
}

std::string manual_text(const AttributeRow& row, const ManualRow& manual) {
  std::string out = fmt::format("{}: {}\n", row.name, row.doc);
  if (!manual.note.empty()) out += fmt::format("{}\n", manual.note);
  std::vector<std::vector<Cell>> rows = {{{"  values"}, {std::string(manual.values)}},
                                         {{"  default"}, {std::string(manual.otherwise)}},
                                         {{"  stands in"}, {config::places_of(row)}},
                                         {{"  known to"}, {std::string(config::text(row.origin))}},
                                         {{"  example"}, {std::string(manual.example)}}};
  if (!manual.see_also.empty()) rows.push_back({{"  see also"}, {std::string(manual.see_also)}});
  return out + "\n" + columns(rows, false);
}

std::string all(bool json) {
  std::vector<std::string> objects;
  std::vector<std::vector<Cell>> rows;
  for (const AttributeRow& row : config::attribute_table()) {
    if (json) objects.push_back(manual_json(row, *config::manual_of(row.name)));
    rows.push_back({{std::string(row.name)}, {std::string(row.doc)}});
  }
  return json ? json_array(objects) : columns(rows, false);
}

Exit no_such_attribute(const std::string& name, bool json) {
  std::vector<std::string_view> known;
  for (const AttributeRow& row : config::attribute_table()) known.push_back(row.name);
  std::string shown = escaped(name, attribute_shown_bytes);
  std::optional<std::string_view> meant = nearest(name, known);
  if (json) {
    print(log::JsonObject()
              .add("outcome", "no such attribute")
              .add("text", fmt::format("{} is no attribute", shown))
              .add("meant", meant.value_or(""))
              .text() +
          "\n");
    return Exit::failed;
  }
  std::string complaint = meant ? translated("{} is no attribute; did you mean {}?", shown, *meant)
                                : translated("{} is no attribute; `rouse explain` lists all", shown);
  complain(fmt::format("rouse: {}\n", complaint));
  return Exit::failed;
}

}  // namespace

Exit rouse_explain(const RouseRequest& request) {
  if (request.operands.empty()) {
    print(all(request.json));
    return Exit::done;
  }
  const AttributeRow* row = config::find_attribute(request.operand());
  if (row == nullptr) return no_such_attribute(request.operand(), request.json);
  const ManualRow& manual = *config::manual_of(row->name);
  print(request.json ? manual_json(*row, manual) + "\n" : manual_text(*row, manual));
  return Exit::done;
}

}  // namespace rouse::tools
