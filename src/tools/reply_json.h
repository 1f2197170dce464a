// ReplyJson: what the daemon answered, for programs (`--json`): one object on one line.
#pragma once

#include <string>

#include "control/client.h"
#include "control/reply.h"

namespace rouse::tools {

/// All of it: {"outcome":"done","changed":false,"text":"","services":[...]} and, of a reload, "reload":{...}.
std::string reply_json(const control::Reply& reply);
/// That there is none: {"outcome":"not running","text":"..."}.
std::string failure_json(const control::Failure& failure);

}  // namespace rouse::tools
