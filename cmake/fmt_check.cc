// Links with fmt.cc if that defines all of libfmt that rouse calls.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>
#include <string>
#include <vector>

int main(int count, char** words) {
  fmt::print(stderr, "{} {:.3f} {:g} {:L}\n", words[0], 0.5 * count, 0.5F, count);
  std::string text = fmt::format("{:>{}}", fmt::join(std::vector<int>{count}, ", "), count);
  fmt::format_to(std::back_inserter(text), "{:08x}", count);
  return text.empty() ? 1 : 0;
}
