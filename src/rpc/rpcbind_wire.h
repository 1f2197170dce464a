// RpcbindWire: what is said to rpcbind and what it answers: three procedures of its version 3 (RFC 1833), as
// ONC RPC has calls and answers cross a stream (RFC 5531). Pure.
//
//   record = fragments, each behind a mark: 1 bit "the last one", 31 bits its length
//   call   = number, 0, 2, program, version, procedure, no credentials, no verifier, arguments
//   answer = number, 1, 0 (accepted), verifier, 0 (success), results
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "rpc/registration.h"

namespace rouse::rpc {

/// The longest answer that is read: the list of some thousands of registrations.
inline constexpr std::size_t answer_limit_bytes = 1 << 20;

enum class Procedure : std::uint32_t { set = 1, unset = 2, list = 4 };

/// The record of one call; `about` is what `set` and `unset` are about.
std::string call_record(std::uint32_t number, Procedure procedure, const Registration& about = {});

/// The answer in `received`, its fragments joined; nothing: more must arrive. EMSGSIZE: it is too long.
Result<std::optional<std::string>> whole_answer(std::string_view received);

/// The results in the answer to call `number`. EPROTO: it is none, or says that the call was not understood.
Result<std::string_view> results_of(std::string_view answer, std::uint32_t number);
/// The results of `set` and `unset`: whether rpcbind did it.
Result<bool> yes_or_no(std::string_view results);
/// The results of `list`: all that rpcbind has.
Result<std::vector<Registration>> listed(std::string_view results);

}  // namespace rouse::rpc
