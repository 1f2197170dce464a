#include "sysv/fleet.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace rouse::sysv {

namespace {

/// Where the script has links it stays as it is; elsewhere it becomes what its header says.
Levels completed(const LinkTable& links, const Script& script) {
  return links.on(script.name) | (script.header.levels - links.configured(script.name));
}

Numbers own_numbers(const Header& header) { return {header.start.value_or(-1), header.stop.value_or(-1)}; }

bool names(const std::vector<std::string>& list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

}  // namespace

Fleet::Fleet(const Inventory& inventory, const Facilities& facilities)
    : inventory_(inventory), facilities_(facilities) {}

OrderedService Fleet::as_it_is(const Script& script) const {
  OrderedService out{script.name, &script.header, inventory_.links.on(script.name), script.header.start,
                     script.header.stop};
  if (facilities_.empty()) return out;
  for (const PlacedLink& link : inventory_.links.of(script.name))
    (link.kind == LinkKind::start ? out.start : out.stop) = link.number;
  return out;
}

std::vector<OrderedService> Fleet::services(const OrderedService& target) const {
  std::vector<OrderedService> out;
  out.reserve(inventory_.scripts.size() + 1);
  for (const Script& script : inventory_.scripts)
    if (script.name != target.name) out.push_back(as_it_is(script));
  out.push_back(target);
  return out;
}

/// What links of the script have with this header: an LSB script's from the order, else its own.
Numbers Fleet::numbers(const Script& script, const Header& header, Levels on) const {
  if (!header.lsb) return own_numbers(header);
  std::vector<OrderedService> all = services({script.name, &header, on, header.start, header.stop});
  return Order(all, facilities_).numbers(all.size() - 1);
}

/// The target gets a link in every level, a start where it is `on`; what it is in the order tells its numbers
/// and those of others. Others whose numbers do not move are left alone, whatever their links say.
FleetPlan Fleet::renumbered(const OrderedService& target, Levels on) const {
  std::vector<OrderedService> all = services(target);
  Order order(all, facilities_);
  std::size_t last = all.size() - 1;
  FleetPlan out;
  for (std::size_t i = 0; i < last; ++i) {
    const OrderedService& other = all[i];
    Numbers numbers = order.numbers(i);
    if (!other.header->lsb || (other.start == numbers.start && other.stop == numbers.stop)) continue;
    Levels there = inventory_.links.configured(other.name);
    std::ranges::move(place(inventory_.links, other.name, there, other.on, numbers),
                      std::back_inserter(out.links));
  }
  std::ranges::move(place(inventory_.links, target.name, Levels::all(), on, order.numbers(last)),
                    std::back_inserter(out.links));
  out.circles = order.circles();
  out.unmet.assign(order.unmet(last).begin(), order.unmet(last).end());
  return out;
}

FleetPlan Fleet::switched(const Script& script, Switch to, Levels levels) const {
  const LinkTable& links = inventory_.links;
  Levels running = links.on(script.name);
  Levels wanted = running;  // in `levels`
  if (to == Switch::on) wanted = levels;
  if (to == Switch::off) wanted = {};
  if (to == Switch::reset) wanted = script.header.levels;
  if (!script.header.lsb)
    return {place(links, script.name, levels, wanted, own_numbers(script.header)), {}, {}};

  OrderedService target = as_it_is(script);  // and what is switched off stays so for the others
  if (to == Switch::on) target.on |= levels;
  if (to == Switch::reset) target.on = script.header.levels;
  if (to == Switch::reset || to == Switch::reset_priorities)
    std::tie(target.start, target.stop) = std::tie(script.header.start, script.header.stop);
  return renumbered(target, (completed(links, script) - levels) | (wanted & levels));
}

FleetPlan Fleet::added(const Script& script) const {
  const LinkTable& links = inventory_.links;
  Levels there = links.configured(script.name);
  if (!script.header.lsb)
    return {
        place(links, script.name, Levels::all() - there, script.header.levels, own_numbers(script.header)),
        {},
        {}};
  OrderedService target = as_it_is(script);
  if (there.empty()) target.on = script.header.levels;
  return renumbered(target, completed(links, script));
}

Plan Fleet::overridden(const Script& script) const {
  const LinkTable& links = inventory_.links;
  Levels there = links.configured(script.name);
  if (!script.bare || there.empty()) return {};
  const Header& bare = *script.bare;
  if (bare.levels == script.header.levels && own_numbers(bare) == own_numbers(script.header)) return {};
  Numbers untouched = numbers(script, bare, bare.levels);
  if (!place(links, script.name, there, bare.levels, untouched).empty()) return {};
  return place(links, script.name, Levels::all(), script.header.levels,
               numbers(script, script.header, script.header.levels));
}

std::vector<std::string> Fleet::dependents(std::string_view name) const {
  std::vector<std::string> out;
  for (const Script& script : inventory_.scripts) {
    Levels on = inventory_.links.on(script.name);
    Levels off = inventory_.links.configured(script.name) - on;
    if ((!on.empty() && names(script.header.required_start, name)) ||
        (!off.empty() && names(script.header.required_stop, name)))
      out.push_back(script.name);
  }
  return out;
}

}  // namespace rouse::sysv
