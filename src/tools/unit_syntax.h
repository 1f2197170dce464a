// UnitSyntax: words as systemd's unit files have them (systemd.syntax, systemd.service "Command lines").
// Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace rouse::tools {

/// The name of a unit, without what stands behind its dot: bytes that cannot stand there become \xHH.
std::string unit_name(std::string_view id);
/// A value that systemd takes as it stands, up to the end of the line: % would begin a specifier.
std::string unit_text(std::string_view text);
/// One word among several: in quotes where it needs them.
std::string unit_word(std::string_view word);
/// What starts `program` with these words, of which the first is what it is called.
std::string unit_command(std::string_view program, std::span<const std::string> argv);
/// systemd leaves lines out that are not UTF-8.
bool is_unit_text(std::string_view text);

}  // namespace rouse::tools
