#include "process/baton.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "sys/machine.h"
#include "sys/socket.h"

namespace rouse::process {

namespace {

constexpr std::uint64_t batons_most = 8;
constexpr std::uint64_t descriptors_per_baton = 64;

}  // namespace

Result<Baton> Baton::create() {
  auto pair = sys::socket_pair();
  if (!pair) return std::unexpected(pair.error());
  return Baton(std::move(pair->first), std::move(pair->second));
}

Result<void> Baton::give(std::span<const int> fds) {
  constexpr std::array<std::byte, 1> something{};
  return sys::send_message(near_.raw(), something, fds);
}

std::vector<Fd> Baton::take_back() {
  std::array<std::byte, 1> something{};
  std::vector<Fd> taken;
  (void)sys::receive_message(far_.raw(), something, taken);  // nothing there is as good
  return taken;
}

std::vector<Baton> make_batons() {
  sys::Limits limits = sys::descriptor_limits().value_or(sys::Limits{});
  std::uint64_t wanted = std::clamp<std::uint64_t>(limits.soft / descriptors_per_baton, 1, batons_most) + 1;
  std::vector<Baton> out;
  while (out.size() < wanted) {
    Result<Baton> baton = Baton::create();
    if (!baton) break;  // fewer will do; none is told by whoever needs one
    out.push_back(std::move(*baton));
  }
  return out;
}

}  // namespace rouse::process
