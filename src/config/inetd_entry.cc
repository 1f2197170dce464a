#include "config/inetd_entry.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "config/attribute_table.h"
#include "config/defaults.h"
#include "config/setting.h"

namespace rouse::config {

namespace {

/// What the inetds do with a service that is called too often.
constexpr std::string_view pause_s = "600";
constexpr std::string_view minute_s = "60";

/// Collects the assignments of one entry. What follows from a word has the place of that word.
class Builder {
 public:
  explicit Builder(const InetdFields& fields) : fields_(fields) { entry_.service = fields.service; }

  InetdEntry build(const InetdWord* host) {
    kind();
    flags();
    set("socket_type", fields_.socket_type);
    if (!fields_.is_unix()) set("protocol", fields_.protocol);
    listening(host);
    set("wait", fields_.wait);
    set("user", fields_.user);
    if (fields_.group) set("group", *fields_.group);
    say("groups", fields_.user, {"yes"});
    server();
    limits();
    return std::move(entry_);
  }

 private:
  bool numbered() const { return whole_number(fields_.service.text).has_value(); }

  void set(std::string_view attribute, const InetdWord& word) {
    entry_.assignments.push_back({attribute, {word}});
  }
  void say(std::string_view attribute, const InetdWord& at, std::initializer_list<std::string_view> values) {
    InetdAssignment assignment{attribute, {}};
    for (std::string_view value : values)
      if (!value.empty()) assignment.values.push_back({std::string(value), at.line, at.column});
    if (!assignment.values.empty()) entry_.assignments.push_back(std::move(assignment));
  }

  /// A number in place of the name is the port (or the RPC program).
  void kind() {
    if (!fields_.server) say("id", fields_.service, {inetd_id(fields_)});
    say("type", fields_.service,
        {fields_.rpc ? "RPC" : "", fields_.server ? "" : "INTERNAL", numbered() ? "UNLISTED" : ""});
  }

  /// xinetd's, in the order of its dump. tcp_wrappers are tcpd's business there.
  void flags() {
    bool is_server = fields_.server.has_value();
    std::string_view family;
    if (fields_.family == InetdFamily::v4) family = "IPv4";
    if (fields_.family == InetdFamily::v6 || fields_.family == InetdFamily::both) family = "IPv6";
    say("flags", fields_.protocol,
        {is_server ? "REUSE" : "", is_server && !fields_.args.empty() ? "NAMEINARGS" : "",
         is_server && !fields_.asks_libwrap ? "NOLIBWRAP" : "", family});
  }

  void listening(const InetdWord* host) {
    if (fields_.is_unix()) return set("bind", fields_.service);
    if (numbered()) set(fields_.rpc ? "rpc_number" : "port", fields_.service);
    if (fields_.rpc_versions) set("rpc_version", *fields_.rpc_versions);
    if (fields_.family == InetdFamily::v6) say("v6only", fields_.protocol, {"yes"});
    if (host != nullptr && host->text != "*") set("bind", *host);
  }

  void server() {
    if (!fields_.server) return;
    set("server", *fields_.server);
    if (!fields_.args.empty()) entry_.assignments.push_back({"server_args", fields_.args});
  }

  void limits() {
    if (fields_.per_minute) {
      say("cps", *fields_.per_minute, {fields_.per_minute->text, pause_s});
      say("cps_window", *fields_.per_minute, {minute_s});
    }
    if (fields_.instances) set("instances", *fields_.instances);
    if (fields_.per_source) set("per_source", *fields_.per_source);
  }

  const InetdFields& fields_;
  InetdEntry entry_;
};

}  // namespace

std::string inetd_id(const InetdFields& fields) {
  std::string id = fields.service.text;
  return fields.server ? id : fmt::format("{}-{}", id, lower(fields.socket_type.text));
}

std::vector<InetdEntry> inetd_entries(const InetdFields& fields) {
  std::vector<InetdEntry> out;
  if (fields.hosts.empty()) out.push_back(Builder(fields).build(nullptr));
  for (const InetdWord& host : fields.hosts) out.push_back(Builder(fields).build(&host));
  return out;
}

Draft inetd_draft(const InetdEntry& entry, std::shared_ptr<const SourceFile> source, const Draft& defaults,
                  World& world, Reporter& reporter) {
  Draft draft;
  draft.source = std::move(source);
  draft.service.name = draft.service.id = entry.service.text;
  draft.service.file = draft.source->path();
  draft.service.line = entry.service.line;
  inherit_before_reading(defaults, draft);
  for (const InetdAssignment& from : entry.assignments) {
    Assignment assignment;
    assignment.name = {from.attribute, from.values.front().column};
    for (const InetdWord& value : from.values) assignment.values.push_back({value.text, value.column});
    int line = from.values.front().line;
    Setting setting(draft, assignment, line, false, world, reporter);
    const AttributeRow* row = find_attribute(from.attribute);
    draft.set_line(row->attribute, line);
    if (row->handler(setting)) draft.accept(row->attribute, line);
  }
  return draft;
}

std::string inetd_entry_text(const InetdEntry& entry) {
  std::string out = fmt::format("service {}\n{{\n", entry.service.text);
  for (const InetdAssignment& assignment : entry.assignments) {
    out += fmt::format("    {:<15} =", assignment.attribute);
    for (const InetdWord& value : assignment.values) out += fmt::format(" {}", value.text);
    out += '\n';
  }
  return out + "}\n";
}

}  // namespace rouse::config
