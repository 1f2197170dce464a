#include "listen/banner.h"

#include <span>

#include "loop/channel.h"
#include "sys/file.h"
#include "sys/socket.h"

namespace rouse::listen {

namespace {

/// Sends what the socket takes now; false: it is gone.
bool send_more(int caller, std::string_view& rest) {
  Result<std::size_t> sent = sys::send_some(caller, std::as_bytes(std::span(rest.data(), rest.size())));
  if (sent) rest.remove_prefix(*sent);
  return sent || sent.error().code == EAGAIN;
}

}  // namespace

void Banners::give(const std::string& path, std::string text) {
  known_[path] = {{}, std::make_shared<const std::string>(std::move(text)), true};
}

Result<BannerText> Banners::text(const std::string& path) {
  Known& known = known_[path];
  if (known.given) return known.text;
  Result<sys::FileStamp> stamp = sys::stamp_of(path);
  if (!stamp) return std::unexpected(stamp.error());
  if (known.text && known.stamp == *stamp) return known.text;
  Result<std::string> text = sys::read_file(path, banner_limit_bytes);
  if (!text) return std::unexpected(text.error());
  known = {*stamp, std::make_shared<const std::string>(std::move(*text)), false};
  return known.text;
}

loop::Co<Fd> send_banner(loop::Loop* loop, Fd caller, BannerText text) {
  Instant deadline = loop->now() + banner_patience;
  std::string_view rest = *text;
  loop::Channel channel(*loop, std::move(caller));
  for (;;) {
    if (!send_more(channel.raw(), rest)) co_return Fd();
    if (rest.empty()) co_return channel.release();
    bool ready = co_await channel.writable_until(deadline);
    if (!ready) co_return Fd();
  }
}

}  // namespace rouse::listen
