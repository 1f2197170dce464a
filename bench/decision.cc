// bench_decision: what one decision of the gate costs, with only_from and no_access of 10 and of 100,000
// entries. Addresses and prefixes mixed, callers spread over all of them; prints nanoseconds as one line of
// JSON.
#include <time.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "access/gate.h"

namespace {

using namespace rouse;

constexpr std::uint32_t spread = 2'654'435'761U;  // odd: n * spread visits every address once
constexpr int decisions = 1'000'000;
constexpr int repetitions = 5;

net::Pattern entry(std::uint32_t number) {
  const unsigned bits = number % 4 == 0 ? 24 : 32;
  return net::Prefix{.address = net::Address::v4(number * spread), .bits = bits};
}

access::Lists lists_of(std::uint32_t entries) {
  std::vector<net::Pattern> welcome, unwelcome;
  for (std::uint32_t number = 0; number < entries; ++number) {
    (number % 2 == 0 ? welcome : unwelcome).push_back(entry(number));
  }
  return {.only_from = access::AddressList(welcome), .no_access = access::AddressList(unwelcome)};
}

std::vector<access::Facts> callers(std::uint32_t entries) {
  std::vector<access::Facts> found(4096);
  for (std::uint32_t number = 0; number < found.size(); ++number) {
    const std::uint32_t known = number * 2'531U % entries;
    found[number].caller = net::Address::v4((number % 2 == 0 ? known : known + entries) * spread);
  }
  return found;
}

std::int64_t now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

struct Cost {
  double ns = 1e9;
  std::size_t admitted = 0;  // read by print(): a result that nobody reads would not be computed
};

Cost cost_with(std::uint32_t entries) {
  const config::ServiceConfig service;
  const access::Lists lists = lists_of(entries);
  const std::vector<access::Facts> facts = callers(entries);
  Cost best;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    const std::int64_t start = now_ns();
    for (std::size_t turn = 0; turn < decisions; ++turn) {
      best.admitted +=
          access::decide(facts[turn % facts.size()], {.service = service, .lists = lists}).admitted();
    }
    best.ns = std::min(best.ns, static_cast<double>(now_ns() - start) / decisions);
  }
  return best;
}

void print(const Cost& few, const Cost& many) {
  std::printf("{\"ns_10\": %.1f, \"ns_100000\": %.1f, \"admitted\": [%zu, %zu]}\n", few.ns, many.ns,
              few.admitted / repetitions, many.admitted / repetitions);
}

}  // namespace

int main() { print(cost_with(10), cost_with(100'000)); }
