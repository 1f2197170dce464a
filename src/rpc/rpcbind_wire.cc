#include "rpc/rpcbind_wire.h"

#include <algorithm>

namespace rouse::rpc {

namespace {

constexpr std::uint32_t rpcbind_program = 100000;
constexpr std::uint32_t rpcbind_version = 3;
constexpr std::uint32_t rpc_version = 2;
constexpr std::uint32_t is_call = 0, is_answer = 1;
constexpr std::uint32_t accepted = 0, succeeded = 0;
constexpr std::uint32_t no_credentials = 0;
constexpr std::uint32_t last_fragment = 0x80000000;
constexpr std::size_t unit_bytes = 4;  // everything in XDR is a multiple of it

void put(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift & 0xff));
}

std::size_t padding(std::size_t bytes) { return (unit_bytes - bytes % unit_bytes) % unit_bytes; }

void put(std::string& out, std::string_view text) {
  put(out, static_cast<std::uint32_t>(text.size()));
  out += text;
  out.append(padding(text.size()), '\0');
}

/// Takes values off the front; what is not there reads as nothing, and then so does all that follows.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  std::uint32_t number() {
    std::uint32_t out = 0;
    for (char byte : take(unit_bytes)) out = out << 8 | static_cast<unsigned char>(byte);
    return out;
  }
  std::string_view text() {
    std::size_t size = number();
    std::string_view out = take(size);
    take(padding(size));
    return out;
  }
  std::string_view rest() const { return bytes_; }
  bool ok() const { return ok_; }

 private:
  std::string_view take(std::size_t count) {
    ok_ = ok_ && count <= bytes_.size();
    if (!ok_) return {};
    std::string_view out = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return out;
  }

  std::string_view bytes_;
  bool ok_ = true;
};

std::unexpected<Error> not_understood() { return failed("rpcbind", EPROTO, {}); }

Registration registration_in(Reader& reader) {
  Registration out;
  out.program = reader.number();
  out.version = reader.number();
  out.netid = reader.text();
  out.address = reader.text();
  reader.text();  // the owner
  return out;
}

}  // namespace

std::string call_record(std::uint32_t number, Procedure procedure, const Registration& about) {
  std::string call;
  for (std::uint32_t field : {number, is_call, rpc_version, rpcbind_program, rpcbind_version,
                              static_cast<std::uint32_t>(procedure)}) {
    put(call, field);
  }
  for (int nothing = 0; nothing < 2; ++nothing) {  // as credentials, as verifier: the socket says who calls
    put(call, no_credentials);
    put(call, std::string_view());
  }
  if (procedure != Procedure::list) {
    put(call, about.program);
    put(call, about.version);
    put(call, about.netid);
    put(call, about.address);
    put(call, std::string_view());  // the owner is whom the socket says
  }
  std::string record;
  put(record, last_fragment | static_cast<std::uint32_t>(call.size()));
  return record + call;
}

Result<std::optional<std::string>> whole_answer(std::string_view received) {
  std::string joined;
  while (received.size() >= unit_bytes) {
    std::uint32_t mark = Reader(received).number();
    std::size_t size = mark & ~last_fragment;
    if (joined.size() + size > answer_limit_bytes) return failed("rpcbind", EMSGSIZE, {});
    received.remove_prefix(unit_bytes);
    if (received.size() < size) return std::nullopt;
    joined += received.substr(0, size);
    received.remove_prefix(size);
    if ((mark & last_fragment) != 0) return joined;
  }
  return std::nullopt;
}

Result<std::string_view> results_of(std::string_view answer, std::uint32_t number) {
  Reader reader(answer);
  bool ours = reader.number() == number && reader.number() == is_answer && reader.number() == accepted;
  reader.number();  // the kind of verifier
  reader.text();
  bool done = reader.number() == succeeded;
  if (!reader.ok() || !ours || !done) return not_understood();
  return reader.rest();
}

Result<bool> yes_or_no(std::string_view results) {
  Reader reader(results);
  bool yes = reader.number() == 1;
  if (!reader.ok()) return not_understood();
  return yes;
}

Result<std::vector<Registration>> listed(std::string_view results) {
  std::vector<Registration> out;
  Reader reader(results);
  while (reader.number() == 1 && reader.ok()) out.push_back(registration_in(reader));
  if (!reader.ok()) return not_understood();
  return out;
}

}  // namespace rouse::rpc
