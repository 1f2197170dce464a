// Any bytes as what crosses the control socket: they are nothing, or an order or a reply that stays the same
// however often it crosses.
#include <cstdlib>
#include <string>
#include <string_view>

#include "control/wire.h"

using namespace rouse::control;

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

std::string_view body_of(const std::string& frame) { return std::string_view(frame).substr(header_bytes); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  if (std::optional<Header> header = header_of(input)) expect(size >= header_bytes);
  if (std::optional<Order> order = order_in(input)) expect(order_in(body_of(frame_of(*order))) == order);
  if (std::optional<Reply> reply = reply_in(input)) expect(reply_in(body_of(frame_of(*reply))) == reply);
  if (std::optional<std::string> versions = versions_in(input)) expect(!versions->empty());
  return 0;
}
