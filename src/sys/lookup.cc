#include "sys/lookup.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "base/text.h"

namespace rouse::sys {

Result<std::string> reverse_name(const net::Address& address) {
  sockaddr_storage raw{};
  socklen_t size = net::Endpoint{address, 0}.to(raw);
  std::array<char, NI_MAXHOST> name{};
  int problem = ::getnameinfo(reinterpret_cast<const sockaddr*>(&raw), size, name.data(), name.size(),
                              nullptr, 0, NI_NAMEREQD);
  if (problem == EAI_NONAME) return std::string();
  if (problem != 0) return failed("getnameinfo", 0, ::gai_strerror(problem));
  return std::string(name.data());
}

namespace {

using Entries = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Entries look_up(const std::string& name, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* found = nullptr;
  bool known = ::getaddrinfo(name.c_str(), nullptr, &hints, &found) == 0;
  return {known ? found : nullptr, ::freeaddrinfo};
}

std::vector<net::Address> addresses_in(const Entries& entries) {
  std::vector<net::Address> out;
  for (const addrinfo* entry = entries.get(); entry != nullptr; entry = entry->ai_next) {
    sockaddr_storage raw{};
    std::memcpy(&raw, entry->ai_addr, entry->ai_addrlen);
    out.push_back(net::Endpoint::from(raw).address);
  }
  return out;
}

}  // namespace

std::vector<net::Address> addresses_of(const std::string& name) { return addresses_in(look_up(name, 0)); }

NameProof proof_of(const std::string& name, const net::Address& address) {
  Entries entries = look_up(name, AI_CANONNAME);
  net::Address wanted = address.unmapped();
  auto is_it = [&](const net::Address& one) {
    return one.unmapped().bytes() == wanted.bytes() && one.unmapped().kind() == wanted.kind();
  };
  bool named = entries && entries->ai_canonname != nullptr;
  bool same = named && (same_word(name, entries->ai_canonname) || same_word(name, "localhost"));
  return {.confirmed = std::ranges::any_of(addresses_in(entries), is_it),
          .canonical = same && !net::Address::parse(name)};
}

}  // namespace rouse::sys
