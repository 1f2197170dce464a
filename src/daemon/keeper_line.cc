#include "daemon/keeper_line.h"

#include <span>
#include <vector>

#include "sys/socket.h"

namespace rouse::daemon {

loop::Co<std::optional<Order>> KeeperLine::next() {
  for (;;) {
    co_await orders_.readable();
    std::byte message{};
    std::vector<Fd> none;
    Result<std::size_t> size = sys::receive_message(orders_.raw(), std::span(&message, 1), none);
    if (!size && size.error().code == EAGAIN) continue;
    if (!size || *size == 0) co_return std::nullopt;
    int number = std::to_integer<int>(message);
    if (number == life_question) tell(alive_message);
    std::optional<Order> order = order_of(number);
    if (order) co_return order;
  }
}

void KeeperLine::tell(std::uint32_t message) {
  (void)sys::send_message(orders_.raw(), std::as_bytes(std::span(&message, 1)));
}

}  // namespace rouse::daemon
