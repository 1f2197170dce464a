#include "control/server.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <span>

#include "base/text.h"
#include "control/path.h"
#include "loop/sleep.h"
#include "sys/account.h"
#include "sys/socket.h"

namespace rouse::control {

namespace {

constexpr std::chrono::milliseconds handover_glance{20};
constexpr std::size_t name_shown_bytes = 100;

/// For one who is not attended: what fits now, and no more.
void turn_away(const Fd& client, std::string_view text) {
  std::string frame = frame_of(refusal(Outcome::failed, text));
  (void)sys::send_some(client.raw(), std::as_bytes(std::span(frame)));  // he may be gone
}

Circle circle_now() {
  Result<gid_t> readers = sys::group(readers_group);
  return {::geteuid(), readers ? std::optional(*readers) : std::nullopt};
}

}  // namespace

/// One of the places that clients have, as long as it lives.
class Server::Seat {
 public:
  Seat(Server& server, uid_t user) : server_(server), user_(user) {
    ++server_.seats_[user_];
    ++server_.seated_;
  }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;
  ~Seat() {
    --server_.seated_;
    if (--server_.seats_[user_] == 0) server_.seats_.erase(user_);
  }

 private:
  Server& server_;
  uid_t user_;
};

bool Server::has_seat_for(const sys::Peer& peer) const {
  std::size_t most = may_change(circle_, peer) ? clients_most : clients_most - seats_kept_for_changes;
  auto found = seats_.find(peer.uid);
  return seated_ < most && (found == seats_.end() || found->second < clients_per_user);
}

void Server::serve(std::string path) {
  if (path == no_path) return;
  if (path.empty()) {
    log_.warning(
        "no control socket: XDG_RUNTIME_DIR names no folder for it; --control PATH would give it a place");
    return;
  }
  circle_ = circle_now();
  if (!try_open(path) && trouble_code_ == EWOULDBLOCK) tasks_.start(open_when_free(std::move(path)));
}

void Server::close() {
  tasks_.cancel_all();
  entrance_.reset();
}

bool Server::try_open(const std::string& path) {
  Result<Entrance> entrance = Entrance::open(path, circle_.readers);
  trouble_code_ = entrance ? 0 : entrance.error().code;
  if (entrance) {
    entrance_.emplace(std::move(*entrance));
    tasks_.start(accept_clients(entrance_->take_socket()));
  } else if (trouble_code_ != EWOULDBLOCK) {
    log_.warning(fmt::format("no control socket: {}", entrance.error().text()));
  }
  return entrance.has_value();
}

/// A daemon that another one has just been told to follow still has the path for a moment.
loop::Task Server::open_when_free(std::string path) {
  Instant deadline = loop_.now() + handover_patience;
  while (loop_.now() < deadline) {
    co_await loop::sleep_for(loop_, handover_glance);
    if (try_open(path) || trouble_code_ != EWOULDBLOCK) co_return;
  }
  log_.warning(fmt::format(
      "no control socket: another daemon has {}; --control PATH gives this one a socket of its own", path));
}

loop::Task Server::accept_clients(Fd socket) {
  loop::Channel door(loop_, std::move(socket));
  for (;;) {
    co_await door.readable();
    Result<sys::Accepted> client = sys::accept(door.raw());
    if (client) {
      welcome(std::move(client->fd));
    } else if (client.error().code != EAGAIN && client.error().code != ECONNABORTED) {
      co_await descriptors_.freed();  // or memory, in a second
    }
  }
}

void Server::welcome(Fd client) {
  Result<sys::Peer> peer = sys::peer_process(client.raw());
  if (!peer) return turn_away(client, peer.error().text());
  if (!has_seat_for(*peer))
    return turn_away(client, translatable("too many clients at once; try again in a moment"));
  tasks_.start(attend(std::move(client), std::move(*peer)));
}

loop::Task Server::attend(Fd client, sys::Peer peer) {
  Seat seat(*this, peer.uid);
  Connection connection(loop_, std::move(client));
  for (;;) {
    bool more = co_await answer(&connection, peer);
    if (!more) break;
  }
  descriptors_.returned();
}

/// One order; false: it was the last of this client.
loop::Co<bool> Server::answer(Connection* connection, sys::Peer peer) {
  Result<Frame> frame = co_await connection->receive(order_limit_bytes, loop_.now() + patience);
  bool is_nonsense = !frame && (frame.error().code == EPROTO || frame.error().code == EMSGSIZE);
  if (!frame && !is_nonsense) co_return false;
  bool is_understood =
      frame && frame->header.version == wire_version && frame->header.kind == FrameKind::order;
  if (!is_understood) {
    std::string last_word =
        is_nonsense ? frame_of(refusal(Outcome::failed, "this is no order")) : versions_frame();
    co_await connection->send(std::move(last_word), loop_.now() + patience);
    co_return false;
  }
  Reply reply = co_await obey(order_in(frame->body), std::move(peer));
  Result<void> sent = co_await connection->send(frame_of(reply), loop_.now() + patience);
  co_return sent.has_value();
}

loop::Co<Reply> Server::obey(std::optional<Order> order, sys::Peer peer) {
  if (!order)
    co_return refusal(Outcome::failed, "this daemon (rouse " ROUSE_VERSION ") does not know that order");
  bool changes = row_of(order->kind).changes;
  if (!may(circle_, peer, *order)) {
    co_return refusal(Outcome::not_permitted,
                      changes ? translatable("only root and the daemon's own user may change anything")
                              : translatable("only root, the daemon's own user and the group rouse may ask"));
  }
  if (changes) note(*order, peer);
  Reply reply = co_await handler_.obey(std::move(*order));
  co_return reply;
}

void Server::note(const Order& order, const sys::Peer& peer) {
  std::string name = order.name.empty() ? "" : " " + escaped(order.name, name_shown_bytes);
  bool forced = std::ranges::find(order.arguments, force_argument) != order.arguments.end();
  log_.notice(fmt::format("order: {}{}{} (from uid {}, process {})", row_of(order.kind).word, name,
                          forced ? ", by force" : "", peer.uid, peer.pid));
}

}  // namespace rouse::control
