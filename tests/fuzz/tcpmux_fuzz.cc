// Any bytes as the line of a tcpmux caller: however they are cut into packets, it is the same line.
#include <cstdlib>

#include "builtin/tcpmux_line.h"

using rouse::builtin::read_tcpmux_line;
using rouse::builtin::TcpmuxLine;
using State = TcpmuxLine::State;

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view said(reinterpret_cast<const char*>(data), size);
  TcpmuxLine whole = read_tcpmux_line(said);
  State first_end = State::incomplete;
  for (std::size_t seen = 0; seen <= size && first_end == State::incomplete; ++seen) {
    TcpmuxLine line = read_tcpmux_line(said.substr(0, seen));
    first_end = line.state;
    if (line.state == State::complete) expect(line.line_bytes == seen && line.name == whole.name);
  }
  expect(first_end == whole.state);
  if (whole.state != State::complete) return 0;
  expect(said.starts_with(whole.name) && whole.line_bytes == whole.name.size() + 2);
  expect(whole.line_bytes <= rouse::builtin::tcpmux_line_limit_bytes);
  expect(whole.name.find('\n') == std::string_view::npos);
  return 0;
}
