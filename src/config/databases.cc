#include "config/databases.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace rouse::config {

namespace {

/// Calls `entry(words)` for every line that has two words or more before its comment.
template <class F>
void for_each_entry(std::string_view text, F entry) {
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    std::vector<std::string_view> columns = words(line.substr(0, line.find('#')));
    if (columns.size() >= 2) entry(columns);
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

/// Enters `value` under the first word and all aliases, which stand from the third on.
template <class V>
void enter(std::unordered_map<std::string, V>& table, const std::vector<std::string_view>& columns,
           const V& value, const std::string& suffix = {}) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (i != 1) table.emplace(std::string(columns[i]) + suffix, value);
}

template <class V>
std::optional<V> found(const std::unordered_map<std::string, V>& table, const std::string& key) {
  auto entry = table.find(key);
  return entry == table.end() ? std::nullopt : std::optional<V>(entry->second);
}

/// networks(5): octets of zero at the end may be left out.
std::string all_octets(std::string_view network) {
  std::string out(network);
  for (auto dots = std::ranges::count(out, '.'); dots < 3; ++dots) out += ".0";
  return out;
}

}  // namespace

void Databases::add_services(std::string_view text) {
  for_each_entry(text, [this](const std::vector<std::string_view>& columns) {
    std::size_t slash = columns[1].find('/');
    std::optional<std::uint64_t> port = whole_number(columns[1].substr(0, slash), 65535);
    if (slash == std::string_view::npos || !port) return;
    enter(ports_, columns, static_cast<std::uint16_t>(*port), std::string(columns[1].substr(slash)));
  });
}

void Databases::add_protocols(std::string_view text) {
  for_each_entry(text, [this](const std::vector<std::string_view>& columns) {
    if (std::optional<std::uint64_t> number = whole_number(columns[1], 255))
      enter(protocols_, columns, static_cast<int>(*number));
  });
}

void Databases::add_programs(std::string_view text) {
  for_each_entry(text, [this](const std::vector<std::string_view>& columns) {
    if (std::optional<std::uint64_t> number = whole_number(columns[1], UINT32_MAX))
      enter(programs_, columns, static_cast<std::uint32_t>(*number));
  });
}

void Databases::add_networks(std::string_view text) {
  for_each_entry(text, [this](const std::vector<std::string_view>& columns) {
    std::optional<net::Address> address = net::Address::parse(all_octets(columns[1]));
    if (address && address->is_v4() && !address->is_any()) enter(networks_, columns, *address);
  });
}

std::optional<std::uint16_t> Databases::port(std::string_view name, std::string_view protocol) const {
  return found(ports_, std::string(name).append("/").append(protocol));
}

std::optional<int> Databases::protocol(std::string_view name) const {
  return found(protocols_, std::string(name));
}

std::optional<std::uint32_t> Databases::program(std::string_view name) const {
  return found(programs_, std::string(name));
}

std::optional<net::Address> Databases::network(std::string_view name) const {
  return found(networks_, std::string(name));
}

}  // namespace rouse::config
