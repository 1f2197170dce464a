// bench_load FIRST_PORT COUNT STEP CALLERS DURATION_MS WORD_BYTES: callers in a closed loop; one line of JSON
// with what they saw.
#include <cstdio>
#include <cstdlib>

#include "load.h"

namespace {

using namespace rouse::bench;

unsigned number(const char* word) { return static_cast<unsigned>(std::strtoul(word, nullptr, 10)); }

void print(const LoadResult& result) {
  std::printf("{\"served\": %zu, \"rate\": %.1f, \"p50_us\": %.1f, \"p99_us\": %.1f",
              result.answered_ns.size(), result.rate_per_s(), result.quantile_us(0.5),
              result.quantile_us(0.99));
  for (std::size_t i = 0; i < loss_names.size(); ++i) {
    std::printf(", \"%s\": %llu", loss_names[i].data(), static_cast<unsigned long long>(result.lost[i]));
  }
  std::puts("}");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7 || number(argv[6]) > longest_word) {
    std::fputs("usage: bench_load FIRST_PORT COUNT STEP CALLERS DURATION_MS WORD_BYTES\n", stderr);
    return 2;
  }
  LoadPlan plan;
  plan.ports = {static_cast<std::uint16_t>(number(argv[1])), number(argv[2]), number(argv[3])};
  plan.callers = number(argv[4]);
  plan.duration_ms = number(argv[5]);
  plan.word_bytes = number(argv[6]);
  print(run_load(plan));
}
