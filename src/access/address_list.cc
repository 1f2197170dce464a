#include "access/address_list.h"

#include <cstring>
#include <variant>

#include "base/text.h"

namespace rouse::access {

namespace {

constexpr std::uint64_t top_bits(unsigned count) {
  return count == 0 ? 0 : ~std::uint64_t{0} << (64 - count);
}

Range<std::uint32_t> v4_range(const net::Prefix& prefix) {
  std::uint32_t mask = prefix.bits == 0 ? 0 : ~std::uint32_t{0} << (32 - prefix.bits);
  std::uint32_t first = prefix.address.v4_bits() & mask;
  return {first, first | ~mask};
}

Range<Wide> v6_range(const net::Prefix& prefix) {
  Wide mask{top_bits(std::min(prefix.bits, 64U)), top_bits(prefix.bits > 64 ? prefix.bits - 64 : 0)};
  Wide address = wide(prefix.address);
  Wide first{address.high & mask.high, address.low & mask.low};
  return {first, {first.high | ~mask.high, first.low | ~mask.low}};
}

std::string normal_name(std::string_view name) {
  if (name.size() > 1 && name.back() == '.') name.remove_suffix(1);
  return lower(name);
}

/// Collects the entries of a list by kind, before they are sorted once.
struct Sorter {
  std::vector<Range<std::uint32_t>> v4;
  std::vector<Range<Wide>> v6;
  std::map<std::uint32_t, std::vector<Range<Wide>>> scoped;
  std::unordered_set<std::string> names;

  void operator()(const net::Prefix& prefix) {
    if (prefix.address.is_v4()) v4.push_back(v4_range(prefix));
    if (!prefix.address.is_v6()) return;
    std::uint32_t scope = prefix.address.scope();
    (scope == 0 ? v6 : scoped[scope]).push_back(v6_range(prefix));
  }
  void operator()(const net::Factorised& word) {
    for (const net::Prefix& prefix : word.prefixes) (*this)(prefix);
  }
  void operator()(const net::HostName& host) { names.insert(normal_name(host.name)); }
  void operator()(const net::DomainSuffix& domain) { names.insert(normal_name(domain.suffix)); }
};

}  // namespace

Wide wide(const net::Address& address) {
  std::array<std::uint8_t, 16> bytes = address.bytes();
  if (address.is_v4()) {
    std::memmove(bytes.data() + 12, bytes.data(), 4);
    std::memset(bytes.data(), 0, 10);
    std::memset(bytes.data() + 10, 0xff, 2);
  }
  Wide out;
  for (std::size_t i = 0; i < 8; ++i) {
    out.high = out.high << 8 | bytes[i];
    out.low = out.low << 8 | bytes[i + 8];
  }
  return out;
}

AddressList::AddressList(std::span<const net::Pattern> patterns) {
  Sorter sorter;
  for (const net::Pattern& pattern : patterns) std::visit(sorter, pattern);
  v4_ = RangeSet(std::move(sorter.v4));
  v6_ = RangeSet(std::move(sorter.v6));
  for (auto& [scope, ranges] : sorter.scoped) scoped_.emplace(scope, RangeSet(std::move(ranges)));
  names_ = std::move(sorter.names);
}

bool AddressList::matches(const net::Address& caller) const {
  net::Address plain = caller.unmapped();
  if (plain.is_v4() && v4_.contains(plain.v4_bits())) return true;
  if (!caller.is_v6()) return false;
  Wide number = wide(caller);
  if (v6_.contains(number)) return true;
  auto scoped = scoped_.find(caller.scope());
  return scoped != scoped_.end() && scoped->second.contains(number);
}

bool AddressList::matches_name(std::string_view name) const {
  if (name.empty()) return false;
  std::string text = normal_name(name);
  if (names_.contains(text)) return true;
  for (std::size_t dot = text.find('.'); dot != std::string::npos; dot = text.find('.', dot + 1)) {
    if (names_.contains(text.substr(dot))) return true;
  }
  return false;
}

}  // namespace rouse::access
