#include "access/socket_filter.h"

#include <array>
#include <optional>
#include <string>
#include <variant>

#include "access/address_list.h"

namespace rouse::access {

namespace {

using Program = std::vector<sock_filter>;

// Offsets from the network header; a filter on a TCP socket otherwise starts at the TCP header.
constexpr std::uint32_t network_header = static_cast<std::uint32_t>(SKF_NET_OFF);
constexpr std::uint32_t v4_source = network_header + 12;
constexpr std::uint32_t v6_source = network_header + 8;
constexpr std::uint32_t keep = 0xffffffff;
constexpr std::uint32_t drop = 0;
constexpr std::size_t short_jump = 255;

sock_filter step(unsigned code, std::uint32_t k, std::size_t if_true = 0, std::size_t if_false = 0) {
  return {static_cast<std::uint16_t>(code), static_cast<std::uint8_t>(if_true),
          static_cast<std::uint8_t>(if_false), k};
}
sock_filter load_word(std::uint32_t at) { return step(BPF_LD | BPF_W | BPF_ABS, at); }
sock_filter answer(bool accepted) { return step(BPF_RET | BPF_K, accepted ? keep : drop); }
sock_filter skip(std::size_t count) { return step(BPF_JMP | BPF_JA, static_cast<std::uint32_t>(count)); }

/// The numbers at which membership changes, ascending; `inside` is what holds below the first.
template <class Number>
struct Edges {
  std::vector<Number> at;
  bool inside = false;
};

template <class Number>
Edges<Number> edges_of(const RangeSet<Number>& set) {
  Edges<Number> out;
  for (const Range<Number>& range : set.ranges()) {
    if (range.first == Number{}) {
      out.inside = true;
    } else {
      out.at.push_back(range.first);
    }
    if (!is_most(range.last)) out.at.push_back(next(range.last));
  }
  return out;
}

/// Appends the test `source >= edge`: falls through when it is smaller, else skips `below` instructions.
void append_test(Program& out, std::uint32_t edge, std::size_t below) {
  if (below <= short_jump) {
    out.push_back(step(BPF_JMP | BPF_JGE | BPF_K, edge, below, 0));
    return;
  }
  out.push_back(step(BPF_JMP | BPF_JGE | BPF_K, edge, 0, 1));
  out.push_back(skip(below));
}

/// The same for 128 bits, word by word from the top; words that are zero from some place on need no test.
void append_test(Program& out, Wide edge, std::size_t below) {
  std::array<std::uint32_t, 4> words = {
      static_cast<std::uint32_t>(edge.high >> 32), static_cast<std::uint32_t>(edge.high),
      static_cast<std::uint32_t>(edge.low >> 32), static_cast<std::uint32_t>(edge.low)};
  std::size_t last = 3;
  while (last > 0 && words[last] == 0) --last;
  // Three instructions a word, two for the last one; then `smaller: skip 1; greater: skip below`.
  std::size_t rest = 3 * last + 2;
  for (std::size_t i = 0; i <= last; ++i) {
    rest -= i < last ? 3 : 2;
    out.push_back(load_word(v6_source + static_cast<std::uint32_t>(4 * i)));
    if (i == last) {
      out.push_back(step(BPF_JMP | BPF_JGE | BPF_K, words[i], 1, 0));
    } else {
      out.push_back(step(BPF_JMP | BPF_JGT | BPF_K, words[i], rest + 2, 0));
      out.push_back(step(BPF_JMP | BPF_JEQ | BPF_K, words[i], 0, rest));
    }
  }
  out.push_back(skip(1));
  out.push_back(skip(below));
}

/// A search tree over edges[from, to): after it the program has answered.
template <class Number>
Program search(const Edges<Number>& edges, std::size_t from, std::size_t to) {
  if (from == to) return {answer(edges.inside != (from % 2 == 1))};
  std::size_t middle = from + (to - from) / 2;
  Program below = search(edges, from, middle);
  Program above = search(edges, middle + 1, to);
  Program out;
  append_test(out, edges.at[middle], below.size());
  out.insert(out.end(), below.begin(), below.end());
  out.insert(out.end(), above.begin(), above.end());
  return out;
}

template <class Number>
Program search(const RangeSet<Number>& welcome) {
  Edges<Number> edges = edges_of(welcome);
  return search(edges, 0, edges.at.size());
}

/// The callers that the gate would admit.
template <class Number>
RangeSet<Number> welcome(const std::optional<RangeSet<Number>>& only_from,
                         const RangeSet<Number>& no_access) {
  return only_from.value_or(RangeSet<Number>::everything()).without(no_access);
}

/// The IPv4 addresses that `list` matches at a door of that family: at an IPv6 one, `::ffff:0:0/96` entries
/// too.
RangeSet<std::uint32_t> v4_matched(const AddressList& list, DoorFamily door) {
  if (door == DoorFamily::ipv4) return list.v4();
  constexpr Wide first{0, 0xffff00000000};
  constexpr Wide last{0, 0xffffffffffff};
  std::vector<Range<std::uint32_t>> mapped;
  for (const Range<Wide>& range : list.v6().ranges()) {
    if (range.last < first || range.first > last) continue;
    mapped.push_back({static_cast<std::uint32_t>(std::max(range.first, first).low),
                      static_cast<std::uint32_t>(std::min(range.last, last).low)});
  }
  return list.v4().joined(RangeSet(std::move(mapped)));
}

struct NotNumeric {
  std::optional<std::string> operator()(const net::Prefix& prefix) const {
    if (prefix.address.scope() == 0) return std::nullopt;
    return prefix.address.text();
  }
  std::optional<std::string> operator()(const net::Factorised&) const { return std::nullopt; }
  std::optional<std::string> operator()(const net::HostName& host) const { return host.name; }
  std::optional<std::string> operator()(const net::DomainSuffix& domain) const { return domain.suffix; }
};

Result<void> only_numeric(std::string_view list, std::span<const net::Pattern> patterns) {
  for (const net::Pattern& pattern : patterns) {
    std::optional<std::string> entry = std::visit(NotNumeric{}, pattern);
    if (entry) return failed(list, 0, *entry + ": a stream service with wait = yes can only list addresses");
  }
  return {};
}

Program assemble(Program v4, Program v6) {
  Program out = {step(BPF_LD | BPF_B | BPF_ABS, network_header),
                 step(BPF_ALU | BPF_RSH | BPF_K, 4),
                 step(BPF_JMP | BPF_JEQ | BPF_K, 6, 0, 1),
                 skip(v4.size() + 3),
                 step(BPF_JMP | BPF_JEQ | BPF_K, 4, 1, 0),
                 answer(false),
                 load_word(v4_source)};
  out.insert(out.end(), v4.begin(), v4.end());
  out.insert(out.end(), v6.begin(), v6.end());
  return out;
}

}  // namespace

Result<std::vector<sock_filter>> compile_filter(const config::ServiceConfig& service, DoorFamily door) {
  if (!service.only_from && service.no_access.empty()) return Program{};
  Result<void> numeric = only_numeric("no_access", service.no_access);
  if (numeric && service.only_from) numeric = only_numeric("only_from", *service.only_from);
  if (!numeric) return std::unexpected(numeric.error());

  AddressList no_access(service.no_access);
  std::optional<RangeSet<std::uint32_t>> only_v4;
  std::optional<RangeSet<Wide>> only_v6;
  if (service.only_from) {
    AddressList only_from(*service.only_from);
    only_v4 = v4_matched(only_from, door);
    only_v6 = only_from.v6();
  }
  Program v4 = search(welcome(only_v4, v4_matched(no_access, door)));
  Program v6 = {answer(false)};
  if (door == DoorFamily::ipv6) v6 = search(welcome(only_v6, no_access.v6()));
  Program program = assemble(std::move(v4), std::move(v6));
  if (program.size() <= filter_limit_instructions) return program;
  return failed("only_from and no_access", 0, "have too many entries for a stream service with wait = yes");
}

}  // namespace rouse::access
