#include "net/pattern.h"

#include <algorithm>
#include <bit>
#include <optional>

#include "base/text.h"

namespace rouse::net {

namespace {

using Reading = std::expected<Pattern, PatternProblem>;

constexpr std::string_view digits = "0123456789";

std::unexpected<PatternProblem> bad_address(std::string_view word, std::string_view why = {}) {
  std::string message = "Bad address: " + std::string(word);
  if (!why.empty()) message.append(". ").append(why);
  return std::unexpected(PatternProblem{std::move(message), true});
}

std::unexpected<PatternProblem> not_parsed(std::string_view word) {
  return std::unexpected(PatternProblem{"failed to parse " + std::string(word), false});
}

/// Trailing zero octets of IPv4 are wildcards; IPv6 is exact (reference/xinetd.md 3.2).
Prefix numeric_prefix(const Address& address) {
  if (!address.is_v4()) return {address, 128};
  std::uint32_t bits = address.v4_bits();
  unsigned zero_octets = bits == 0 ? 4 : static_cast<unsigned>(std::countr_zero(bits)) / 8;
  return {address, 32 - 8 * zero_octets};
}

bool same_bits(const std::uint8_t* a, const std::uint8_t* b, unsigned bits) {
  if (!std::equal(a, a + bits / 8, b)) return false;
  if (bits % 8 == 0) return true;
  unsigned mask = 0xff00U >> (bits % 8);
  return ((a[bits / 8] ^ b[bits / 8]) & mask & 0xff) == 0;
}

/// The number of bits of 255.255.0.0; nothing for a mask with holes.
std::optional<unsigned> netmask_bits(std::uint32_t mask) {
  if ((~mask & (~mask + 1)) != 0) return std::nullopt;
  return static_cast<unsigned>(std::countl_one(mask));
}

Reading parse_netmask(std::string_view word, const Address& address, const Address& mask) {
  if (!address.is_v4() || !mask.is_v4()) return bad_address(word, "A netmask needs an IPv4 address");
  std::optional<unsigned> bits = netmask_bits(mask.v4_bits());
  if (!bits) return bad_address(word, "The netmask has a hole");
  return Prefix{address, *bits, true};
}

Reading parse_with_bits(std::string_view word, std::size_t slash) {
  std::optional<Address> address = Address::parse(word.substr(0, slash));
  std::string_view mask = word.substr(slash + 1);
  if (!address || mask.empty()) return not_parsed(word);
  if (mask.find_first_of(".:") != std::string_view::npos) {
    std::optional<Address> dotted = Address::parse(mask);
    return dotted ? parse_netmask(word, *address, *dotted) : not_parsed(word);
  }
  if (mask.find_first_not_of(digits) != std::string_view::npos) return not_parsed(word);
  unsigned most = address->is_v4() ? 32 : 128;
  std::optional<std::uint64_t> bits = whole_number(mask, most);
  if (!bits) return bad_address(word, most == 32 ? "IPv4 has at most 32 bits" : "IPv6 has at most 128 bits");
  return Prefix{*address, static_cast<unsigned>(*bits), true};
}

/// The parts of `text` between `separator`s, empty ones included.
std::vector<std::string_view> parts(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  for (std::size_t end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
    out.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  out.push_back(text);
  return out;
}

/// The octets before the brace ("1.2." or nothing), put at the front of an address.
std::optional<std::uint32_t> leading_octets(const std::vector<std::string_view>& octets) {
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    std::optional<std::uint64_t> octet = whole_number(octets[i], 255);
    if (!octet) return std::nullopt;
    out |= static_cast<std::uint32_t>(*octet) << (24 - 8 * i);
  }
  return out;
}

Reading parse_factorised(std::string_view word, std::size_t brace) {
  if (word.find("..") != std::string_view::npos) return bad_address(word, "Consecutive dots");
  if (word.back() != '}' || word.find_first_of("{}", brace + 1) != word.size() - 1) return bad_address(word);
  std::vector<std::string_view> octets;
  if (brace > 0 && word[brace - 1] != '.') return bad_address(word);
  if (brace > 0) octets = parts(word.substr(0, brace - 1), '.');
  if (octets.size() > 3) return bad_address(word);
  std::optional<std::uint32_t> base = leading_octets(octets);
  if (!base) return bad_address(word);

  Factorised out;
  auto prefix_bits = static_cast<unsigned>(8 * (octets.size() + 1));  // a zero is no wildcard here
  for (std::string_view value : parts(word.substr(brace + 1, word.size() - brace - 2), ',')) {
    if (value.empty()) return bad_address(word, "Consecutive commas");
    std::optional<std::uint64_t> octet = whole_number(value, 255);
    if (!octet) return bad_address(word);
    std::uint32_t bits = *base | static_cast<std::uint32_t>(*octet) << (24 - 8 * octets.size());
    out.prefixes.push_back({Address::v4(bits), prefix_bits});
  }
  return out;
}

bool name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.';
}

/// Labels of letters, digits, - and _; none empty, and the last one not a number (that was meant as an
/// address).
bool could_be_name(std::string_view word) {
  if (word.empty() || word.size() > 255 || !std::all_of(word.begin(), word.end(), name_character))
    return false;
  if (word.back() == '.') word.remove_suffix(1);
  std::vector<std::string_view> labels = parts(word, '.');
  if (std::any_of(labels.begin(), labels.end(), [](std::string_view label) { return label.empty(); }))
    return false;
  return labels.back().find_first_not_of(digits) != std::string_view::npos;
}

std::string without_final_dot(std::string_view name) {
  if (name.size() > 1 && name.back() == '.') name.remove_suffix(1);
  return std::string(name);
}

std::string mask_text(const Prefix& prefix) {
  std::array<std::uint8_t, 16> mask{};
  for (unsigned bit = 0; bit < prefix.bits; ++bit)
    mask[bit / 8] |= static_cast<std::uint8_t>(0x80 >> (bit % 8));
  if (prefix.address.is_v6()) return Address::v6(mask).text();
  return Address::v4(prefix.bits == 0 ? 0 : ~std::uint32_t{0} << (32 - prefix.bits)).text();
}

std::string text_of(const Prefix& prefix) {
  bool exact = prefix.bits == (prefix.address.is_v4() ? 32U : 128U);
  if (exact || !prefix.with_mask) return prefix.address.text() + "(NUMERIC)";
  return prefix.address.text() + "/" + mask_text(prefix) + "(NET)";
}

std::string text_of(const HostName& host) { return host.name + "(HOST)"; }
std::string text_of(const DomainSuffix& domain) { return domain.suffix + "(HOST)"; }

std::string text_of(const Factorised& word) {
  std::string out;
  for (const Prefix& prefix : word.prefixes) out.append(out.empty() ? "" : " ").append(text_of(prefix));
  return out;
}

}  // namespace

bool Prefix::contains(const Address& caller) const {
  if (address.is_v4()) {
    Address plain = caller.unmapped();
    return plain.is_v4() && same_bits(address.bytes().data(), plain.bytes().data(), bits);
  }
  if (!address.is_v6() || !caller.is_v6()) return false;
  if (address.scope() != 0 && address.scope() != caller.scope()) return false;
  return same_bits(address.bytes().data(), caller.bytes().data(), bits);
}

Reading parse_pattern(std::string_view word) {
  std::size_t brace = word.find('{');
  if (brace == std::string_view::npos && word.find(',') != std::string_view::npos) {
    return std::unexpected(
        PatternProblem{"Address: " + std::string(word) + " has a comma in it - remove the comma", true});
  }
  if (std::optional<Address> address = Address::parse(word)) return numeric_prefix(*address);
  if (word.starts_with('.') && could_be_name(word.substr(1))) return DomainSuffix{without_final_dot(word)};
  if (could_be_name(word)) return HostName{without_final_dot(word)};
  if (std::size_t slash = word.find('/'); slash != std::string_view::npos)
    return parse_with_bits(word, slash);
  if (brace != std::string_view::npos) return parse_factorised(word, brace);
  return not_parsed(word);
}

std::string dump_text(const Pattern& pattern) {
  return std::visit([](const auto& kind) { return text_of(kind); }, pattern);
}

}  // namespace rouse::net
