// DaemonWords: what the daemon says, as people are told it: in their language where the catalogues have it,
// else as it came. A daemon of another version may say anything.
#pragma once

#include <string>

#include "control/client.h"
#include "control/reply.h"

namespace rouse::tools {

std::string state_in_words(const std::string& state);
/// Why the service is in its state; empty where the daemon says nothing of it.
std::string detail_in_words(const control::ServiceStatus& service);
/// The sentence of a reply to an order about `name`.
std::string text_in_words(const control::Reply& reply, const std::string& name);
std::string text_in_words(const control::Failure& failure);

}  // namespace rouse::tools
