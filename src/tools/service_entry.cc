#include "tools/service_entry.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "config/check_world.h"
#include "config/edit.h"

namespace rouse::tools {

namespace {

class EditedWorld : public config::CheckWorld {
 public:
  EditedWorld(std::string path, std::string text) : path_(std::move(path)), text_(std::move(text)) {}

  Result<std::string> read_file(const std::string& path) override {
    if (!path_.empty() && path == path_) return text_;
    return CheckWorld::read_file(path);
  }

 private:
  std::string path_, text_;
};

/// What has become of the entry between these lines.
ServiceEntry entry_of(const config::Configuration& configuration, const std::string& file,
                      const config::ServiceName& name) {
  ServiceEntry out{name.id, file, name.line};
  auto is_it = [&](const std::string& other, int line) {
    return other == file && line >= name.line && line <= name.end_line;
  };
  for (const config::ServicePtr& service : configuration.services)
    if (is_it(service->file, service->line)) out.service = service;
  for (const config::Dropped& dropped : configuration.dropped)
    if (is_it(dropped.file, dropped.line)) out.dropped = dropped;
  return out;
}

/// Those of inetd.conf, which has no entries.
std::vector<ServiceEntry> inetd_entries(const config::Configuration& configuration, std::string_view name) {
  std::vector<ServiceEntry> out;
  for (const config::ServicePtr& service : configuration.services)
    if (service->file == inetd_file && (same_word(service->name, name) || same_word(service->id, name)))
      out.push_back({service->id, service->file, service->line, std::nullopt, service});
  return out;
}

}  // namespace

config::Configuration read_configuration(const std::string& main, const std::string& path,
                                         const std::string& text) {
  EditedWorld world(path, text);
  config::LoadOptions options;
  options.path = main;
  options.inetd_path = inetd_file;
  options.may_be_missing = true;
  return load(options, world);
}

std::vector<ServiceEntry> entries_called(const config::Configuration& configuration, std::string_view name) {
  config::CheckWorld world;
  std::vector<ServiceEntry> by_id, by_name;
  for (const std::string& path : configuration.files) {
    Result<std::string> text = path == inetd_file ? std::string() : world.read_file(path);
    if (!text) continue;  // the reader of the configuration has said so
    for (const config::ServiceName& service : config::service_names(*text)) {
      if (same_word(service.id, name)) by_id.push_back(entry_of(configuration, path, service));
      if (same_word(service.name, name)) by_name.push_back(entry_of(configuration, path, service));
    }
  }
  if (!by_id.empty()) return by_id;
  return by_name.empty() ? inetd_entries(configuration, name) : by_name;
}

std::string nearest_service(const config::Configuration& configuration, std::string_view name) {
  std::vector<std::string_view> known;
  for (const config::ServicePtr& service : configuration.services) known.push_back(service->id);
  for (const config::Dropped& dropped : configuration.dropped) known.push_back(dropped.id);
  return std::string(nearest(name, known).value_or(std::string_view{}));
}

}  // namespace rouse::tools
