#include "sys/lookup.h"

#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <memory>

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

std::vector<net::Address> addresses_of(const std::string& name) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(name.c_str(), nullptr, &hints, &found) != 0) return {};
  std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
  std::vector<net::Address> out;
  for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
    sockaddr_storage raw{};
    std::memcpy(&raw, entry->ai_addr, entry->ai_addrlen);
    out.push_back(net::Endpoint::from(raw).address);
  }
  return out;
}

}  // namespace rouse::sys
