// WalkReport: whether a caller would come in, and why: the answer first, then what refused him lately, then
// all that is asked, in its order.
#pragma once

#include <string>

#include "control/walk_fields.h"

namespace rouse::tools {

/// In the caller's language; `caller` is who was asked about, as he was typed.
std::string walk_report(const control::WalkStatus& walk, const std::string& caller, bool colour);

/// {"service":..,"caller":..,"at":..,"admitted":true|false|null,..}; null: it turns on what nobody can know.
std::string walk_json(const control::WalkStatus& walk);

}  // namespace rouse::tools
