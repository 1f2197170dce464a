#include "process/baton.h"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "sys/socket.h"

namespace rouse::process {

Result<Baton> Baton::create() {
  auto pair = sys::socket_pair();
  if (!pair) return std::unexpected(pair.error());
  return Baton(std::move(pair->first), std::move(pair->second));
}

Result<void> Baton::give(std::span<const int> fds) {
  constexpr std::array<std::byte, 1> something{};
  return sys::send_message(near_.raw(), something, fds);
}

void Baton::take_back() {
  std::array<std::byte, 1> something{};
  std::vector<Fd> taken;
  (void)sys::receive_message(far_.raw(), something, taken);  // nothing there is as good
}

}  // namespace rouse::process
