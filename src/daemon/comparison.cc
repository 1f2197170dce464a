#include "daemon/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "config/check_json.h"
#include "config/check_report.h"
#include "daemon/adoption.h"
#include "listen/opening.h"

namespace rouse::daemon {

namespace {

constexpr int lost_doors = 1, cannot_serve = 2, no_such_process = 3, not_permitted = 4;

std::string_view text_of(Fate fate) {
  switch (fate) {
    case Fate::adopted:
      return "adopted";
    case Fate::moved:
      return "moved";
    case Fate::opened:
      return "opened";
    case Fate::lost:
      return "lost";
  }
  return "lost";
}

bool has_door(const config::ServiceConfig& service) {
  return !service.is_muxed() && (!service.is_resident() || service.supervision.pass_socket);
}

/// "[::]:23/tcp (IPv6 only)": "23/tcp".
std::string_view port_of(std::string_view place) {
  place.remove_prefix(std::min(place.size(), place.rfind(':') + 1));
  return place.substr(0, place.find(' '));
}

std::string place_of(const config::ServiceConfig& service, config::DefaultFamily family) {
  if (service.is(config::Type::rpc)) return fmt::format("a free port/{}", service.protocol);
  return listen::place_of(service, family);
}

DoorFate take(listen::Inheritance& held, const config::ServicePtr& service, config::DefaultFamily family) {
  config::ServicePtr placed = service;
  if (service->is(config::Type::rpc)) placed = listen::at_port(service, held.rpc_port(*service, family));
  auto door = held.take(*placed, family);
  if (door) return {.service = service->id, .place = listen::door_place(door->fd.raw())};
  return {.service = service->id, .place = place_of(*service, family), .fate = Fate::opened};
}

std::string line_of(const DoorFate& door, int service_width, int place_width) {
  std::string what = door.fate == Fate::moved    ? fmt::format("opened anew; xinetd has {}", door.theirs)
                     : door.fate == Fate::opened ? "opened anew; xinetd does not listen there"
                     : door.fate == Fate::lost   ? "LOST: no service of the configuration listens there"
                                                 : "taken over";
  return fmt::format("{:{}}  {:{}}  {}\n", door.service.empty() ? "-" : door.service, service_width,
                     door.place, place_width, what);
}

std::string door_json(const DoorFate& door) {
  return fmt::format(R"({{"service":{},"place":{},"fate":"{}","theirs":{}}})",
                     door.service.empty() ? "null" : config::json_string(door.service),
                     config::json_string(door.place), text_of(door.fate),
                     door.theirs.empty() ? "null" : config::json_string(door.theirs));
}

}  // namespace

std::vector<DoorFate> compare(listen::Inheritance held, const config::Configuration& configuration) {
  config::DefaultFamily family = configuration.defaults.family;
  held.set_aside_rpc(configuration.services, family);
  std::vector<DoorFate> out;
  for (const config::ServicePtr& service : configuration.services) {
    if (has_door(*service)) out.push_back(take(held, service, family));
  }
  for (const listen::Inheritance::Unclaimed& left : held.unclaimed()) {
    auto same_port = std::ranges::find_if(out, [&](const DoorFate& door) {
      return door.fate == Fate::opened && port_of(door.place) == port_of(left.place);
    });
    if (same_port == out.end()) {
      out.push_back({.place = left.place, .fate = Fate::lost});
    } else {
      same_port->fate = Fate::moved;
      same_port->theirs = left.place;
    }
  }
  return out;
}

std::size_t lost_in(const std::vector<DoorFate>& doors) {
  return static_cast<std::size_t>(std::ranges::count(doors, Fate::lost, &DoorFate::fate));
}

std::string comparison_text(pid_t pid, const std::vector<DoorFate>& doors) {
  std::size_t service_width = 1, place_width = 1;
  for (const DoorFate& door : doors) {
    service_width = std::max(service_width, door.service.size());
    place_width = std::max(place_width, door.place.size());
  }
  std::string out;
  for (const DoorFate& door : doors)
    out += line_of(door, static_cast<int>(service_width), static_cast<int>(place_width));
  auto adopted = std::ranges::count(doors, Fate::adopted, &DoorFate::fate);
  auto opened = std::ranges::count_if(
      doors, [](const DoorFate& door) { return door.fate == Fate::opened || door.fate == Fate::moved; });
  return out + fmt::format("doors of xinetd (process {}): {} taken over, {} lost; {} opened anew\n", pid,
                           adopted, lost_in(doors), opened);
}

std::string comparison_json(pid_t pid, const std::vector<DoorFate>& doors) {
  std::vector<std::string> texts;
  for (const DoorFate& door : doors) texts.push_back(door_json(door));
  return fmt::format(R"({{"pid":{},"doors":[{}],"lost":{})", pid, fmt::join(texts, ","), lost_in(doors));
}

int run_comparison(const Options& options, const config::CheckOptions& check) {
  config::Configuration configuration = config::checked(check);
  Result<Adoption> adoption = adopt(options.adopt);
  if (!adoption) {
    fmt::print(stderr, "roused: {}\n", adoption.error().text());
    int code = adoption.error().code;
    return code == ESRCH || code == ENOENT ? no_such_process : not_permitted;
  }
  std::vector<process::Deposit> held;
  for (Fd& door : adoption->doors) held.push_back({.number = 0, .fd = std::move(door)});
  std::vector<DoorFate> doors = compare(listen::Inheritance(std::move(held)), configuration);
  if (options.json) {
    std::string findings = config::check_json(configuration);
    findings.pop_back();
    fmt::print("{},\"check\":{}}}\n", comparison_json(*options.adopt, doors), findings);
  } else {
    fmt::print("{}{}", comparison_text(*options.adopt, doors), config::check_report(configuration, check));
  }
  bool has_work = !configuration.services.empty() || options.stay_alive;
  if (configuration.fatal || !has_work) return cannot_serve;
  return lost_in(doors) > 0 ? lost_doors : 0;
}

}  // namespace rouse::daemon
